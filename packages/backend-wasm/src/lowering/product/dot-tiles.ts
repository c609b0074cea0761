/** Register-blocked float32 matrix products of operands that are both dense along the sum: SIMD along it. */
import { type ProductKernel, strideAlong } from '@neurite/compiler'
import { stridesOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { addProduct } from '../lane/add-product.ts'
import { advance, emitNest, walkAxis } from '../nest.ts'
import { cut, range } from '../blocks.ts'
import type { Pointers } from '../row-tiles.ts'
import { movedPointer } from '../view.ts'
import { emitGenericProduct } from './generic.ts'
import { type Matrices, matricesOf } from './matrices.ts'

const bytes = 4
const lanes = 4
const vectorBytes = bytes * lanes

/** Each step multiplies four elements of each row with four of each column; the lanes are added up at the end. */
function emitTile(code: FunctionBuilder, matrices: Matrices, [lhs, rhs, out]: Pointers, rows: number, columns: number): void {
  const { k, n, lhsRowBytes, rhsColumnBytes } = matrices
  const cells = range(rows * columns).map((cell) => {
    const sum = code.local('v128')
    code.i32(0).op('i32x4.splat').set(sum)
    return { row: Math.floor(cell / columns), column: cell % columns, sum }
  })
  const [left, right] = [range(rows).map(() => code.local('v128')), range(columns).map(() => code.local('v128'))]
  const vectors = Math.floor(k / lanes)
  const steps = [lhs, rhs].map((pointer) => ({ pointer, stride: vectorBytes }))
  walkAxis(code, vectors, steps, () => {
    left.forEach((local, row) =>
      code
        .get(lhs)
        .access('v128.load', row * lhsRowBytes)
        .set(local),
    )
    right.forEach((local, column) =>
      code
        .get(rhs)
        .access('v128.load', column * rhsColumnBytes)
        .set(local),
    )
    for (const { row, column, sum } of cells) {
      addProduct(code, 'f32x4', sum, left[row]!, right[column]!)
      code.set(sum)
    }
  })
  for (const { row, column, sum } of cells) {
    code.get(out, sum).extractLane(0)
    for (const lane of [1, 2, 3]) code.get(sum).extractLane(lane).op('f32.add')
    for (const rest of range(k % lanes)) {
      code.get(lhs).access('f32.load', row * lhsRowBytes + rest * bytes)
      code.get(rhs).access('f32.load', column * rhsColumnBytes + rest * bytes)
      code.op('f32.mul', 'f32.add')
    }
    code.access('f32.store', (row * n + column) * bytes)
  }
  for (const { pointer, stride } of steps) advance(code, pointer, -vectors * stride)
}

/** Columns are outermost, so that the tile's stretch of rhs stays in cache. */
function emitMatrices(code: FunctionBuilder, matrices: Matrices, pointers: Pointers): void {
  const { m, n, lhsRowBytes, rhsColumnBytes } = matrices
  for (const column of cut(n, [2, 1])) {
    for (const row of cut(m, [4, 3, 2, 1])) {
      const starts = [row.start * lhsRowBytes, column.start * rhsColumnBytes, (row.start * n + column.start) * bytes]
      const [lhs, rhs, out] = pointers.map((pointer, i) => movedPointer(code, pointer, starts[i]!))
      const walks = [
        { pointer: lhs!, strides: [0, row.size * lhsRowBytes] },
        { pointer: rhs!, strides: [column.size * rhsColumnBytes, 0] },
        { pointer: out!, strides: [column.size * bytes, row.size * n * bytes] },
      ]
      emitNest(code, [column.count, row.count], walks, () => emitTile(code, matrices, [lhs!, rhs!, out!], row.size, column.size))
    }
  }
}

/** Emits the sums of a plain kernel for which `isDotTiled` holds, dense and row-major over its loops. */
export function emitDotTiles(code: FunctionBuilder, kernel: ProductKernel, operands: readonly Local[], out: Local): void {
  if (!code.hasVectors) return emitGenericProduct(code, kernel, operands, out)
  const { extents, rows, factors } = kernel
  const matrices = matricesOf(kernel)!
  const pointers = factors.map(({ operand, at }) => movedPointer(code, operands[operand]!, at.offset * bytes))
  const target = movedPointer(code, out)
  const batch = extents.slice(0, rows)
  const matrixBytes = matrices.m * matrices.n * bytes
  const walks = [
    ...factors.map(({ at }, i) => ({ pointer: pointers[i]!, strides: batch.map((_, axis) => strideAlong(at, axis) * bytes) })),
    { pointer: target, strides: stridesOf(batch).map((stride) => stride * matrixBytes) },
  ]
  emitNest(code, batch, walks, () => emitMatrices(code, matrices, [pointers[0]!, pointers[1]!, target]))
}
