/** Cuts loops into parts that threads share. */
import { type Shape, sizeOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { grain } from './grain.ts'
import type { Frame, Needs } from './kernel.ts'
import { advance, emitNest, mergeAxes, skipTo, stretchOf, type Walk, walkCounted } from './nest.ts'

/** Axes are joined until there are as many indices to share out. */
const enoughParts = 64

/** The leading axes of a nest, counted through as if they were one and cut into blocks. */
export interface Cut {
  /** How many axes. */
  readonly axes: number
  /** Indices of all of them. */
  readonly count: number
  /** Indices in a part; the last may have fewer. */
  readonly block: number
  /** Number of parts. */
  readonly tasks: number
}

/** The cut of a nest with so many elementary operations per index; none where that is not worth it. */
export function cutOf(extents: Shape, operations: number): Cut | undefined {
  const total = sizeOf(extents) * operations
  const wanted = Math.min(Math.floor(total / grain.work), enoughParts)
  if (wanted < 2) return undefined
  let [axes, count] = [0, 1]
  while (count < wanted && axes < extents.length) count *= extents[axes++]!
  const block = Math.ceil((grain.work * count) / total)
  const tasks = Math.ceil(count / block)
  return tasks < 2 ? undefined : { axes, count, block, tasks }
}

/** What a kernel with this cut needs. */
export const partsOf = (cut: Cut | undefined): Needs => (cut ? { tasks: cut.tasks } : {})

/** Steps through several axes as if they were one, from any index on. */
class Odometer {
  readonly #code: FunctionBuilder
  readonly #extents: readonly number[]
  readonly #walks: readonly Walk[]
  /** Places on all axes but the first, which needs none. */
  readonly #places: readonly Local[]

  constructor(code: FunctionBuilder, extents: Shape, walks: readonly Walk[]) {
    const merged = mergeAxes(extents, walks)
    this.#code = code
    this.#extents = merged.extents.length > 0 ? merged.extents : [1]
    this.#walks = merged.extents.length > 0 ? merged.walks : walks.map(({ pointer }) => ({ pointer, strides: [0] }))
    this.#places = this.#extents.map((_, axis) => (axis > 0 ? code.local('i32') : -1))
  }

  #along(axis: number): { pointer: Local; stride: number }[] {
    return this.#walks.map(({ pointer, strides }) => ({ pointer, stride: strides[axis]! }))
  }

  /** Moves the pointers from index 0 to `index`. */
  start(index: Local): void {
    const code = this.#code
    const rest = code.local('i32')
    code.get(index).set(rest)
    for (let axis = this.#extents.length - 1; axis > 0; axis--) {
      const [place, extent] = [this.#places[axis]!, this.#extents[axis]!]
      code.get(rest).i32(extent).op('i32.rem_u').set(place)
      code.get(rest).i32(extent).op('i32.div_u').set(rest)
      skipTo(code, place, this.#along(axis))
    }
    skipTo(code, rest, this.#along(0))
  }

  /** Moves the pointers to the next index. */
  step(axis = this.#extents.length - 1): void {
    const code = this.#code
    for (const { pointer, stride } of this.#along(axis)) advance(code, pointer, stride)
    if (axis === 0) return
    const [place, extent] = [this.#places[axis]!, this.#extents[axis]!]
    code.get(place).i32(1).op('i32.add').tee(place).i32(extent).op('i32.eq')
    code.branch(undefined, () => {
      code.i32(0).set(place)
      for (const { pointer, stride } of this.#along(axis)) advance(code, pointer, -extent * stride)
      this.step(axis - 1)
    })
  }
}

/** Runs `body` for every index that is in the parts to run, row-major; without a cut, for every index. */
export function overParts(frame: Frame, cut: Cut | undefined, extents: Shape, walks: readonly Walk[], body: () => void): void {
  const { code } = frame
  if (!cut) return emitNest(code, extents, walks, body)
  const sliced = (start: number, end?: number): Walk[] =>
    walks.map(({ pointer, strides }) => ({ pointer, strides: strides.slice(start, end) }))
  const odometer = new Odometer(code, extents.slice(0, cut.axes), sliced(0, cut.axes))
  const { start, count } = stretchOf(code, frame.range, cut.block, cut.count)
  odometer.start(start)
  walkCounted(code, { local: count }, [], () => {
    emitNest(code, extents.slice(cut.axes), sliced(cut.axes), body)
    odometer.step()
  })
}
