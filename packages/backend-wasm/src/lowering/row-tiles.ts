/** Register-blocked matrix products whose right operand and result have dense rows: SIMD over the columns. */
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import type { AccessName } from '../assembler/opcodes.ts'
import { cut, range } from './blocks.ts'
import { addProduct } from './lane/add-product.ts'
import { type Count, walkAxis, walkCounted } from './nest.ts'
import { movedPointer } from './view.ts'

/** `[m, k] x [k, n] -> [m, n]`; strides in bytes. */
export interface RowProduct {
  readonly type: 'f32' | 'f64'
  readonly m: Count
  readonly k: Count
  readonly n: number
  /** From one row of lhs to the next. */
  readonly lhsRowBytes: number
  /** Along the sum in lhs. */
  readonly lhsStepBytes: number
  /** Along the sum in rhs. */
  readonly rhsStepBytes: number
  /** From one row of the result to the next. */
  readonly outRowBytes: number
  /** Adds to what the result holds. */
  readonly accumulates: boolean
}

/** Addresses of lhs, rhs and the result. */
export type Pointers = readonly [lhs: Local, rhs: Local, out: Local]

/** Rows are computed four at a time where there are as many. */
const tallest = 4
const columnSizes = { vectors: [8, 4, 1], scalars: [4, 1] } as const

const hasVectorsOf = (code: FunctionBuilder, type: 'f32' | 'f64'): boolean => type === 'f32' && code.hasVectors

/** How many columns one instruction takes, and which instructions they are. */
interface Lane {
  readonly type: 'f32' | 'f64' | 'v128'
  readonly operation: 'f32' | 'f64' | 'f32x4'
  readonly load: AccessName
  readonly splat: AccessName
  readonly store: AccessName
  readonly sizeBytes: number
  readonly width: number
}

const scalarLane = (type: 'f32' | 'f64'): Lane => ({
  type,
  operation: type,
  load: `${type}.load`,
  splat: `${type}.load`,
  store: `${type}.store`,
  sizeBytes: type === 'f32' ? 4 : 8,
  width: 1,
})

const vectorLane: Lane = {
  type: 'v128',
  operation: 'f32x4',
  load: 'v128.load',
  splat: 'v128.load32_splat',
  store: 'v128.store',
  sizeBytes: 16,
  width: 4,
}

const laneOf = (code: FunctionBuilder, type: 'f32' | 'f64', columns: number): Lane =>
  columns % vectorLane.width === 0 && hasVectorsOf(code, type) ? vectorLane : scalarLane(type)

/** Leaves what the sum starts with in a local. */
function startSum(code: FunctionBuilder, lane: Lane, out: Local, offsetBytes: number, accumulates: boolean): Local {
  const sum = code.local(lane.type)
  if (accumulates) code.get(out).access(lane.load, offsetBytes)
  else if (lane.type === 'v128') code.i32(0).op('i32x4.splat')
  else code.constant(lane.type, 0)
  code.set(sum)
  return sum
}

/** Each step broadcasts one element of each row of lhs and multiplies it with a stretch of a row of rhs. */
function emitTile(code: FunctionBuilder, product: RowProduct, [lhs, rhs, out]: Pointers, rows: number, columns: number): void {
  const lane = laneOf(code, product.type, columns)
  const { load, splat, operation, sizeBytes } = lane
  const stretch = range(columns / lane.width).map((part) => ({ local: code.local(lane.type), offsetBytes: part * sizeBytes }))
  const sums = range(rows).map((row) =>
    stretch.map(({ offsetBytes }) => {
      const at = row * product.outRowBytes + offsetBytes
      return { at, local: startSum(code, lane, out, at, product.accumulates) }
    }),
  )
  const factor = code.local(lane.type)
  const [left, right] = [movedPointer(code, lhs), movedPointer(code, rhs)]
  const steps = [
    { pointer: left, stride: product.lhsStepBytes },
    { pointer: right, stride: product.rhsStepBytes },
  ]
  walkCounted(code, product.k, steps, () => {
    for (const { local, offsetBytes } of stretch) code.get(right).access(load, offsetBytes).set(local)
    sums.forEach((line, row) => {
      code
        .get(left)
        .access(splat, row * product.lhsRowBytes)
        .set(factor)
      line.forEach(({ local }, part) => {
        addProduct(code, operation, local, factor, stretch[part]!.local)
        code.set(local)
      })
    })
  })
  for (const { local, at } of sums.flat()) code.get(out, local).access(lane.store, at)
}

/** How often the tile of each height runs. */
function rowBlocks(code: FunctionBuilder, m: Count): { readonly count: Count; readonly size: number }[] {
  if (typeof m === 'number') return cut(m, [tallest, 3, 2, 1])
  const [tiles, rest] = [code.local('i32'), code.local('i32')]
  code
    .get(m.local)
    .i32(Math.log2(tallest))
    .op('i32.shr_u')
    .set(tiles)
    .get(m.local)
    .i32(tallest - 1)
    .op('i32.and')
    .set(rest)
  return [
    { count: { local: tiles }, size: tallest },
    { count: { local: rest }, size: 1 },
  ]
}

/** Emits the product. Columns are outermost, so that the tile's stretch of rhs stays in cache. */
export function emitRowTiles(code: FunctionBuilder, product: RowProduct, [lhs, rhs, out]: Pointers): void {
  const rows = rowBlocks(code, product.m)
  const elementBytes = scalarLane(product.type).sizeBytes
  for (const { start, count, size } of cut(product.n, columnSizes[hasVectorsOf(code, product.type) ? 'vectors' : 'scalars'])) {
    const [right, target] = [rhs, out].map((pointer) => movedPointer(code, pointer, start * elementBytes))
    const steps = [right!, target!].map((pointer) => ({ pointer, stride: size * elementBytes }))
    walkAxis(code, count, steps, () => {
      const [left, line] = [movedPointer(code, lhs), movedPointer(code, target!)]
      for (const block of rows) {
        const moves = [
          { pointer: left, stride: block.size * product.lhsRowBytes },
          { pointer: line, stride: block.size * product.outRowBytes },
        ]
        walkCounted(code, block.count, moves, () => emitTile(code, product, [left, right!, line], block.size, size))
      }
    })
  }
}
