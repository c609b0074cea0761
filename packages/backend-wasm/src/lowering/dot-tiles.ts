/** Register-blocked float32 matrix products: SIMD over the columns of the result, or along the sums. */
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { advance, emitNest, walkAxis } from './nest.ts'

/** `[m, k] x [k, n] -> [m, n]`, the result dense; strides of the operands in bytes. */
export interface Matrices {
  readonly m: number
  readonly n: number
  readonly k: number
  /** From one row of lhs to the next. */
  readonly lhsRowBytes: number
  /** Along the sum in lhs. */
  readonly lhsStepBytes: number
  /** Along the sum in rhs. */
  readonly rhsStepBytes: number
  /** From one column of rhs to the next. */
  readonly rhsColumnBytes: number
}

/** Addresses of lhs, rhs and the result. */
export type Pointers = readonly [lhs: Local, rhs: Local, out: Local]

/** A stretch of rows or columns: `count` blocks of `size`. */
interface Blocks {
  readonly start: number
  readonly count: number
  readonly size: number
}

const bytes = 4
const lanes = 4
const vectorBytes = bytes * lanes

/** Cuts an extent into blocks of the largest size that still fits, then of smaller ones. */
function cut(extent: number, sizes: readonly number[]): Blocks[] {
  const blocks: Blocks[] = []
  let start = 0
  for (const size of sizes) {
    const count = Math.floor((extent - start) / size)
    if (count > 0) blocks.push({ start, count, size })
    start += count * size
  }
  return blocks
}

type Tile = (code: FunctionBuilder, matrices: Matrices, pointers: Pointers, rows: number, columns: number) => void

/** Runs a tile for every block of the result. Columns are outermost, so that the tile's stretch of rhs stays in cache. */
function overTiles(
  code: FunctionBuilder,
  matrices: Matrices,
  pointers: Pointers,
  rows: readonly Blocks[],
  columns: readonly Blocks[],
  tile: Tile,
): void {
  const { lhsRowBytes, rhsColumnBytes, n } = matrices
  for (const column of columns) {
    for (const row of rows) {
      const start = [row.start * lhsRowBytes, column.start * rhsColumnBytes, (row.start * n + column.start) * bytes]
      const [lhs, rhs, out] = pointers.map((pointer, i) => movedPointer(code, pointer, start[i]!))
      const walks = [
        { pointer: lhs!, strides: [0, row.size * lhsRowBytes] },
        { pointer: rhs!, strides: [column.size * rhsColumnBytes, 0] },
        { pointer: out!, strides: [column.size * bytes, row.size * n * bytes] },
      ]
      emitNest(code, [column.count, row.count], walks, () => tile(code, matrices, [lhs!, rhs!, out!], row.size, column.size))
    }
  }
}

function movedPointer(code: FunctionBuilder, pointer: Local, offsetBytes: number): Local {
  const moved = code.local('i32')
  code.get(pointer).i32(offsetBytes).op('i32.add').set(moved)
  return moved
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** New locals, zeroed at each run of the tile. */
function accumulators(code: FunctionBuilder, type: 'f32' | 'v128', count: number): Local[] {
  return range(count).map(() => {
    const local = code.local(type)
    if (type === 'f32') code.f32(0)
    else code.i32(0).op('i32x4.splat')
    code.set(local)
    return local
  })
}

/** The pointers' moves along the sum. */
const stepsAlong = (
  { lhsStepBytes, rhsStepBytes }: Matrices,
  [lhs, rhs]: Pointers,
  factor = 1,
): { pointer: Local; stride: number }[] => [
  { pointer: lhs, stride: lhsStepBytes * factor },
  { pointer: rhs, stride: rhsStepBytes * factor },
]

function rewind(code: FunctionBuilder, count: number, steps: readonly { pointer: Local; stride: number }[]): void {
  for (const { pointer, stride } of steps) advance(code, pointer, -count * stride)
}

/** Each step broadcasts one element of each row of lhs and multiplies it with a stretch of a row of rhs. */
const rowTile: Tile = (code, matrices, pointers, rows, columns) => {
  const { k, n, lhsRowBytes } = matrices
  const [lhs, rhs, out] = pointers
  const type = columns < lanes ? 'f32' : 'v128'
  const operation = type === 'f32' ? 'f32' : 'f32x4'
  const width = type === 'f32' ? 1 : lanes
  const parts = columns / width
  const sums = accumulators(code, type, rows * parts)
  const stretch = range(parts).map(() => code.local(type))
  const factor = code.local(type)
  const steps = stepsAlong(matrices, pointers)
  walkAxis(code, k, steps, () => {
    stretch.forEach((local, part) =>
      code
        .get(rhs)
        .access(type === 'f32' ? 'f32.load' : 'v128.load', part * vectorBytes)
        .set(local),
    )
    for (const row of range(rows)) {
      code
        .get(lhs)
        .access(type === 'f32' ? 'f32.load' : 'v128.load32_splat', row * lhsRowBytes)
        .set(factor)
      stretch.forEach((local, part) => {
        const sum = sums[row * parts + part]!
        code.get(sum, factor, local).op(`${operation}.mul`, `${operation}.add`).set(sum)
      })
    }
  })
  rewind(code, k, steps)
  sums.forEach((sum, i) => {
    const offset = Math.floor(i / parts) * n * bytes + (i % parts) * vectorBytes
    code.get(out, sum).access(type === 'f32' ? 'f32.store' : 'v128.store', offset)
  })
}

/** For rhs whose columns are dense; lhs may lie either way. */
export function emitRowTiles(code: FunctionBuilder, matrices: Matrices, pointers: Pointers): void {
  const rows = cut(matrices.m, [4, 3, 2, 1])
  const columns = cut(matrices.n, [2 * lanes, lanes, 1])
  overTiles(code, matrices, pointers, rows, columns, rowTile)
}

/** Each step multiplies four elements of each row with four of each column; the lanes are added up at the end. */
const dotTile: Tile = (code, matrices, pointers, rows, columns) => {
  const { k, n, lhsRowBytes, rhsColumnBytes } = matrices
  const [lhs, rhs, out] = pointers
  const cells = range(rows * columns).map((cell) => ({ row: Math.floor(cell / columns), column: cell % columns }))
  const sums = accumulators(code, 'v128', cells.length)
  const [left, right] = [range(rows).map(() => code.local('v128')), range(columns).map(() => code.local('v128'))]
  const vectors = Math.floor(k / lanes)
  const steps = stepsAlong(matrices, pointers, lanes)
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
    cells.forEach(({ row, column }, i) => {
      code.get(sums[i]!, left[row]!, right[column]!).op('f32x4.mul', 'f32x4.add').set(sums[i]!)
    })
  })
  cells.forEach(({ row, column }, i) => {
    code.get(out, sums[i]!).extractLane(0)
    for (const lane of [1, 2, 3]) code.get(sums[i]!).extractLane(lane).op('f32.add')
    for (const rest of range(k % lanes)) {
      code.get(lhs).access('f32.load', row * lhsRowBytes + rest * bytes)
      code.get(rhs).access('f32.load', column * rhsColumnBytes + rest * bytes)
      code.op('f32.mul', 'f32.add')
    }
    code.access('f32.store', (row * n + column) * bytes)
  })
  rewind(code, vectors, steps)
}

/** For operands that are both dense along the sum. */
export function emitDotTiles(code: FunctionBuilder, matrices: Matrices, pointers: Pointers): void {
  overTiles(code, matrices, pointers, cut(matrices.m, [4, 3, 2, 1]), cut(matrices.n, [2, 1]), dotTile)
}
