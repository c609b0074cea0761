/** Register-blocked float32 products: tiles of 4 x 8 sums in locals, finished by the kernel's body before they are stored. */
import { type ProductKernel, strideAlong } from '@neurite/compiler'
import { sizeOf, stridesOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { grain } from '../grain.ts'
import { addProduct } from '../lane/add-product.ts'
import type { Lane } from '../lane/lane.ts'
import { scalarLane } from '../lane/scalar-lane.ts'
import { vectorLane } from '../lane/vector-lane.ts'
import { advance, emitNest, skipTo, stretchOf, walkAxis, walkCounted } from '../nest.ts'
import { cut, cutEvenly, range } from '../blocks.ts'
import { movedPointer } from '../view.ts'
import { Epilogue, fitsTiles } from './epilogue.ts'
import { type Matrices, matricesOf, outerRows, termsOf } from './matrices.ts'
import { emitPack } from './pack.ts'

const bytes = 4
const tallest = 4
const widest = 8

/** How the rows or the columns of a matrix are cut into those of tiles. */
interface Blocks {
  readonly largest: number
  readonly cut: (extent: number) => readonly { readonly count: number; readonly size: number }[]
}

const rowBlocks: Blocks = { largest: tallest, cut: (extent) => cutEvenly(extent, tallest) }
const vectorBlocks: Blocks = { largest: widest, cut: (extent) => cut(extent, [widest, 4, 1]) }
const scalarBlocks: Blocks = { largest: 1, cut: (extent) => cut(extent, [1]) }
/** The axis of what is no loop. */
const noLoop = -1

/** Whether a kernel can be emitted as tiles. */
export const isTiled = (kernel: ProductKernel): boolean =>
  kernel.dtype === 'float32' && matricesOf(kernel) !== undefined && fitsTiles(kernel)

/**
 * Whether a stretch of columns is packed before it is used: where its rows are not dense, and where rows far apart would
 * fight for the same places of the cache.
 */
const isPacked = (matrices: Matrices, columns: number): boolean => {
  const { allRows, rhsStepBytes, rhsColumnBytes } = matrices
  return columns > 1 && (rhsColumnBytes !== bytes || (termsOf(matrices) >= 128 && allRows >= 8 && rhsStepBytes >= 512))
}

/** Bytes of scratch that the tiles of a kernel need. */
export function tileScratchBytes(kernel: ProductKernel): number {
  const matrices = matricesOf(kernel)!
  return isPacked(matrices, widest) ? termsOf(matrices) * widest * bytes : 0
}

/** The right factor as a tile sees it: where its columns start, and the bytes between its rows. */
interface Right {
  readonly pointer: Local
  readonly stepBytes: number
  /** From one index of each outer loop of the sums to the next. */
  readonly outerBytes: readonly number[]
}

/** Sums are written out rather than looped over where they are as short as this. */
const shortSum = 4

/** A tile in the making. */
interface Tile {
  readonly lane: Lane
  readonly operation: 'f32' | 'f32x4'
  readonly sums: readonly (readonly Local[])[]
  readonly stretch: readonly Local[]
  readonly factor: Local
}

function startTile(code: FunctionBuilder, rows: number, columns: number): Tile {
  const lane: Lane = columns === 1 ? scalarLane : vectorLane
  const local = (): Local => code.local(lane.type('float32'))
  const parts = range(columns / lane.width)
  return {
    lane,
    operation: columns === 1 ? 'f32' : 'f32x4',
    sums: range(rows).map(() => parts.map(local)),
    stretch: parts.map(local),
    factor: local(),
  }
}

/** One term of all sums of a tile: a stretch of a row of rhs, times an element of each row of lhs. */
function emitTerm(
  code: FunctionBuilder,
  { lane, operation, sums, stretch, factor }: Tile,
  lhsRowBytes: number,
  [left, leftBytes]: readonly [Local, number],
  [right, rightBytes]: readonly [Local, number],
): void {
  stretch.forEach((local, part) => {
    lane.load(code, 'float32', right, rightBytes + part * lane.width * bytes, bytes)
    code.set(local)
  })
  sums.forEach((line, row) => {
    lane.load(code, 'float32', left, leftBytes + row * lhsRowBytes, 0)
    code.set(factor)
    line.forEach((sum, part) => {
      addProduct(code, operation, sum, factor, stretch[part]!)
      code.set(sum)
    })
  })
}

/** Emits the sums of one tile. */
function emitSums(code: FunctionBuilder, matrices: Matrices, tile: Tile, lhs: Local, rhs: Right): void {
  const { k, lhsRowBytes, lhsStepBytes, outerSums } = matrices
  const [left, right] = [movedPointer(code, lhs), movedPointer(code, rhs.pointer)]
  const outer = [
    { pointer: left, strides: outerSums.map(({ lhsBytes }) => lhsBytes) },
    { pointer: right, strides: rhs.outerBytes },
  ]
  emitNest(
    code,
    outerSums.map(({ extent }) => extent),
    outer,
    () => {
      if (k <= shortSum && rhs.stepBytes >= 0) {
        for (const term of range(k)) {
          emitTerm(code, tile, lhsRowBytes, [left, term * lhsStepBytes], [right, term * rhs.stepBytes])
        }
        return
      }
      const [a, b] = outerSums.length > 0 ? [movedPointer(code, left), movedPointer(code, right)] : [left, right]
      const steps = [
        { pointer: a, stride: lhsStepBytes },
        { pointer: b, stride: rhs.stepBytes },
      ]
      walkAxis(code, k, steps, () => emitTerm(code, tile, lhsRowBytes, [a, 0], [b, 0]))
    },
  )
}

/** Emits one tile: sums over all terms, then the body. */
function emitTile(
  code: FunctionBuilder,
  matrices: Matrices,
  epilogue: Epilogue,
  lhs: Local,
  rhs: Right,
  rows: number,
  columns: number,
): void {
  const tile = startTile(code, rows, columns)
  epilogue.start(tile.lane, tile.sums)
  emitSums(code, matrices, tile, lhs, rhs)
  epilogue.emit(tile.lane, tile.sums)
}

/** What the emitters of all tiles share. */
interface Frame {
  readonly code: FunctionBuilder
  readonly kernel: ProductKernel
  readonly matrices: Matrices
  readonly epilogue: Epilogue
  readonly panel: Local | undefined
  readonly tasks: TasksToRun | undefined
}

/** The tasks to run, and how they cut the kernel. */
interface TasksToRun extends TileTasks {
  readonly range: { readonly first: Local; readonly last: Local }
}

/** How a kernel is cut into tasks: `size` indices each of one of its loops. */
interface TileTasks {
  readonly axis: number
  readonly size: number
  readonly count: number
}

/** The loop that tasks cut: that of the batch or of the rows' outermost, else the columns, else the rows. */
function cutAxis({ extents, rows, columns }: ProductKernel, { n }: Matrices): { axis: number; step: number } | undefined {
  if (rows > 0) return { axis: 0, step: 1 }
  if (columns - rows > 1) return { axis: rows, step: 1 }
  if (n >= 4 * widest && extents.length > columns) return { axis: columns, step: widest }
  return columns > rows ? { axis: columns - 1, step: tallest } : undefined
}

/** How the tiles of a kernel are cut into tasks; undefined where it is too little for two. */
export function tileTasks(kernel: ProductKernel, isSummedInParts: boolean): TileTasks | undefined {
  const matrices = matricesOf(kernel)!
  // What adds to its own sums packs again for every part: only columns share nothing.
  const outer = isSummedInParts ? { axis: kernel.columns, step: widest } : cutAxis(kernel, matrices)
  const extent = outer && kernel.extents[outer.axis]
  if (!outer || !extent) return undefined
  const work = Math.max(1, (2 * sizeOf(kernel.extents) * termsOf(matrices)) / extent)
  const size = Math.ceil((2 * grain.work) / work / outer.step) * outer.step
  return size * 2 <= extent ? { axis: outer.axis, size, count: Math.ceil(extent / size) } : undefined
}

/** Runs `body` at each index of some loops, of which the first may be cut into tasks. */
function overLoops(
  { code, tasks }: Frame,
  firstAxis: number,
  extents: readonly number[],
  walks: readonly { readonly pointer: Local; readonly strides: readonly number[] }[],
  body: () => void,
): void {
  if (tasks?.axis !== firstAxis || extents.length === 0) return emitNest(code, extents, walks, body)
  const outermost = walks.map(({ pointer, strides }) => ({ pointer, stride: strides[0]! }))
  const inner = walks.map(({ pointer, strides }) => ({ pointer, strides: strides.slice(1) }))
  const { start, count } = stretchOf(code, tasks.range, tasks.size, extents[0]!)
  skipTo(code, start, outermost)
  walkCounted(code, { local: count }, outermost, () => emitNest(code, extents.slice(1), inner, body))
  rewindFrom(code, start, count, outermost)
}

/** Puts pointers back to where index 0 is. */
function rewindFrom(
  code: FunctionBuilder,
  start: Local,
  count: Local,
  walks: readonly { pointer: Local; stride: number }[],
): void {
  const end = code.local('i32')
  code.get(start, count).op('i32.add').set(end)
  for (const { pointer, stride } of walks) {
    if (stride !== 0) code.get(pointer, end).i32(stride).op('i32.mul', 'i32.sub').set(pointer)
  }
}

/** Runs `body` for each block of a loop, largest blocks first; the loop may be cut into tasks. The pointers are back afterwards. */
function overBlocks(
  { code, tasks }: Frame,
  axis: number,
  extent: number,
  { largest, cut: cutExtent }: Blocks,
  walks: readonly { pointer: Local; stride: number }[],
  body: (size: number) => void,
): void {
  const scaled = (size: number): { pointer: Local; stride: number }[] =>
    walks.map(({ pointer, stride }) => ({ pointer, stride: stride * size }))
  if (tasks?.axis !== axis) {
    for (const { count, size } of cutExtent(extent)) walkAxis(code, count, scaled(size), () => body(size))
    for (const { pointer, stride } of walks) advance(code, pointer, -extent * stride)
    return
  }
  const { start, count } = stretchOf(code, tasks.range, tasks.size, extent)
  skipTo(code, start, walks)
  const blocks = code.local('i32')
  code.get(count).i32(Math.log2(largest)).op('i32.shr_u').set(blocks)
  walkCounted(code, { local: blocks }, scaled(largest), () => body(largest))
  if (extent % largest > 0) {
    // Only the last task has what does not fill a block.
    code
      .get(count)
      .i32(largest - 1)
      .op('i32.and')
    code.branch(undefined, () => {
      for (const { count: rest, size } of cutExtent(extent % largest)) walkAxis(code, rest, scaled(size), () => body(size))
    })
  }
  rewindFrom(code, start, count, walks)
}

/** All tiles at one point of the batch loops. Columns are outermost, so that the tiles' stretch of rhs stays in cache. */
function emitMatrices(frame: Frame, [lhs, rhs]: readonly Local[]): void {
  const { code, kernel, matrices, epilogue, panel } = frame
  const { n, rhsStepBytes, rhsColumnBytes, outerSums } = matrices
  const right = movedPointer(code, rhs!)
  const moves = [{ pointer: right, stride: rhsColumnBytes }, ...along(epilogue, kernel.columns)]
  overBlocks(frame, kernel.columns, n, code.hasVectors ? vectorBlocks : scalarBlocks, moves, (columns) => {
    const isPanel = panel !== undefined && isPacked(matrices, columns)
    if (isPanel) emitPack(code, matrices, right, panel, columns)
    const factor: Right = isPanel
      ? { pointer: panel, stepBytes: columns * bytes, outerBytes: packedBytes(matrices, columns) }
      : { pointer: right, stepBytes: rhsStepBytes, outerBytes: outerSums.map(({ rhsBytes }) => rhsBytes) }
    emitRows(frame, lhs!, factor, columns)
  })
}

/** Bytes between indices of the outer loops of the sums in a packed panel. */
const packedBytes = ({ k, outerSums }: Matrices, columns: number): number[] =>
  stridesOf(outerSums.map(({ extent }) => extent)).map((stride) => stride * k * columns * bytes)

const along = ({ walkers }: Epilogue, axis: number): { pointer: Local; stride: number }[] =>
  walkers.map(({ pointer, strides }) => ({ pointer, stride: strides[axis] ?? 0 }))

/** All tiles of a stretch of columns. */
function emitRows(frame: Frame, lhs: Local, rhs: Right, columns: number): void {
  const { code, kernel, matrices, epilogue } = frame
  const { extents, rows, factors } = kernel
  const first = outerRows(kernel)
  const start = movedPointer(code, lhs)
  const walks = [
    { pointer: start, strides: extents.slice(rows, rows + first).map((_, i) => strideAlong(factors[0].at, rows + i) * bytes) },
    ...epilogue.walkers.map(({ pointer, strides }) => ({ pointer, strides: strides.slice(rows, rows + first) })),
  ]
  overLoops(frame, rows, extents.slice(rows, rows + first), walks, () => {
    const left = movedPointer(code, start)
    const axis = kernel.columns > rows ? kernel.columns - 1 : noLoop
    const down = [{ pointer: left, stride: matrices.lhsRowBytes }, ...along(epilogue, axis)]
    overBlocks(frame, axis, matrices.m, rowBlocks, down, (size) => emitTile(code, matrices, epilogue, left, rhs, size, columns))
  })
}

/** Emits a kernel for which `isTiled` holds; `panel` has `tileScratchBytes`. With `adds`, a plain one adds to what its result holds. */
export function emitTiles(
  code: FunctionBuilder,
  kernel: ProductKernel,
  operands: readonly Local[],
  results: readonly Local[],
  { panel, tasks, adds }: { readonly panel: Local | undefined; readonly tasks: TasksToRun | undefined; readonly adds?: Local },
): void {
  const { extents, rows, factors } = kernel
  const matrices = matricesOf(kernel)!
  const epilogue = new Epilogue(code, kernel, operands, results, adds)
  const pointers = factors.map(({ operand, at }) => movedPointer(code, operands[operand]!, at.offset * bytes))
  const batch = extents.slice(0, rows)
  const walks = [
    ...factors.map(({ at }, i) => ({ pointer: pointers[i]!, strides: batch.map((_, axis) => strideAlong(at, axis) * bytes) })),
    ...epilogue.walkers.map(({ pointer, strides }) => ({ pointer, strides: strides.slice(0, rows) })),
  ]
  const frame: Frame = { code, kernel, matrices, epilogue, panel, tasks }
  if (rows === 0) return emitMatrices(frame, pointers)
  overLoops(frame, 0, batch, walks, () => emitMatrices(frame, pointers))
}
