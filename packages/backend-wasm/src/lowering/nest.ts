/** Loop nests with baked extents and strides over moving pointers. */
import type { Shape } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'

/** A pointer that the loops move, and its step in bytes along each axis. */
export interface Walk {
  readonly pointer: Local
  readonly strides: readonly number[]
}

/** Axes of a nest, merged where every walk crosses two of them as if they were one. */
interface Axes {
  readonly extents: number[]
  readonly walks: readonly { readonly pointer: Local; readonly strides: number[] }[]
}

/** Adds a number of bytes to a pointer. */
export function advance(code: FunctionBuilder, pointer: Local, bytes: number): void {
  if (bytes !== 0) code.get(pointer).i32(bytes).op('i32.add').set(pointer)
}

/** Runs `body` `count` times, `index` counting from 0. */
export function countedLoop(code: FunctionBuilder, count: number, body: (index: Local) => void): void {
  if (count === 0) return
  const index = code.local('i32')
  code.i32(0).set(index)
  code.loop(() => {
    body(index)
    code.get(index).i32(1).op('i32.add').tee(index).i32(count).op('i32.lt_u')
  })
}

/** Runs `body` `count` times, and moves each pointer by its stride after each; the pointers stay behind the last. */
export function walkAxis(
  code: FunctionBuilder,
  count: number,
  walks: readonly { pointer: Local; stride: number }[],
  body: () => void,
): void {
  const step = (): void => {
    body()
    for (const { pointer, stride } of walks) advance(code, pointer, stride)
  }
  if (count === 1) step()
  else countedLoop(code, count, step)
}

/** A number of repetitions: known, or in a local. */
export type Count = number | { readonly local: Local }

/** `walkAxis` whose count may be known only when the program runs. */
export function walkCounted(
  code: FunctionBuilder,
  count: Count,
  walks: readonly { pointer: Local; stride: number }[],
  body: () => void,
): void {
  if (typeof count === 'number') return walkAxis(code, count, walks, body)
  const left = code.local('i32')
  code.get(count.local).tee(left)
  code.branch(undefined, () => {
    code.loop(() => {
      body()
      for (const { pointer, stride } of walks) advance(code, pointer, stride)
      code.get(left).i32(1).op('i32.sub').tee(left)
    })
  })
}

/** Drops axes of extent 1 and merges neighbours; the element order stays. */
export function mergeAxes(extents: Shape, walks: readonly Walk[]): Axes {
  const merged: Axes = { extents: [], walks: walks.map(({ pointer }) => ({ pointer, strides: [] })) }
  extents.forEach((extent, axis) => {
    if (extent === 1) return
    const last = merged.extents.length - 1
    const joins = last >= 0 && walks.every(({ strides }, w) => merged.walks[w]!.strides[last] === strides[axis]! * extent)
    if (joins) merged.extents[last]! *= extent
    else merged.extents.push(extent)
    merged.walks.forEach(({ strides }, w) => {
      if (joins) strides[last] = walks[w]!.strides[axis]!
      else strides.push(walks[w]!.strides[axis]!)
    })
  })
  return merged
}

/** What runs once per innermost row: `extent` elements, each walk with its stride; must leave the pointers where they were. */
export type Row = (extent: number, strides: readonly number[]) => void

/** Runs `row` for every index of the outer axes; every pointer is back at its start afterwards. */
export function emitRows(code: FunctionBuilder, extents: Shape, walks: readonly Walk[], row: Row): void {
  if (extents.includes(0)) return
  const merged = mergeAxes(extents, walks)
  const inner = merged.extents.length - 1
  const level = (axis: number): void => {
    const strides = merged.walks.map((walk) => walk.strides[axis] ?? 0)
    if (axis >= inner) return row(merged.extents[axis] ?? 1, strides)
    const extent = merged.extents[axis]!
    const moves = merged.walks.map(({ pointer }, w) => ({ pointer, stride: strides[w]! }))
    walkAxis(code, extent, moves, () => level(axis + 1))
    for (const { pointer, stride } of moves) advance(code, pointer, -extent * stride)
  }
  level(0)
}

/** Runs `body` for every index, row-major; every pointer is back at its start afterwards. */
export function emitNest(code: FunctionBuilder, extents: Shape, walks: readonly Walk[], body: () => void): void {
  emitRows(code, extents, walks, (extent, strides) => {
    const moves = walks.map(({ pointer }, w) => ({ pointer, stride: strides[w]! }))
    walkAxis(code, extent, moves, body)
    for (const { pointer, stride } of moves) advance(code, pointer, -extent * stride)
  })
}

/**
 * The indices of a loop that a range of tasks covers, each task `size` of them but for the last, which takes what is left.
 *
 * @returns locals with the first index and their number
 */
export function stretchOf(
  code: FunctionBuilder,
  { first, last }: { readonly first: Local; readonly last: Local },
  size: number,
  extent: number,
): { readonly start: Local; readonly count: Local } {
  const [start, count] = [code.local('i32'), code.local('i32')]
  code.get(first).i32(size).op('i32.mul').set(start)
  code.get(last).i32(size).op('i32.mul').tee(count)
  code.i32(extent).get(count).i32(extent).op('i32.lt_u', 'select').get(start).op('i32.sub').set(count)
  return { start, count }
}

/** Moves pointers to an index of a loop that is known only when the program runs. */
export function skipTo(code: FunctionBuilder, index: Local, walks: readonly { pointer: Local; stride: number }[]): void {
  for (const { pointer, stride } of walks) {
    if (stride !== 0) code.get(pointer, index).i32(stride).op('i32.mul', 'i32.add').set(pointer)
  }
}
