/** Lowers windows that move over a tensor: loops over the positions, inside them loops over the window. */
import type { Shape, WindowAttributes } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { elementOf } from './element.ts'
import { kernel, type Lowering } from './kernel.ts'
import { emitNest, type Walk } from './nest.ts'
import { accumulatorOf, emitBeats, loadAs, storeFrom } from './reduce.ts'
import { binaryOperations } from './scalar-operations.ts'
import { byteStrides, sizeBytesOfType, startOf, type View, windowView } from './view.ts'

/** A local that counts along one axis, and is compared with the extent. */
interface Coordinate {
  readonly local: Local
  readonly axis: number
  readonly extent: number
}

/** Runs `body` for each element in the window that is not padding; the pointers are on it. */
type OverWindow = (body: () => void) => void

/** Axes on which some position of the window reaches beyond the tensor. */
function reachingAxes({ shape }: View, positions: Shape, { window, strides, low, dilations }: WindowAttributes): number[] {
  return [...shape.keys()].filter((axis) => {
    const last = (positions[axis]! - 1) * strides[axis]! + (window[axis]! - 1) * dilations[axis]!
    return low[axis]! > 0 || last >= shape[axis]!
  })
}

/**
 * Runs `position` for every position of the window.
 *
 * @param windowed - views of the shape over which the window moves
 * @param positioned - views with one element per position
 * @param position - is given pointers that the loop over the window moves, and pointers of the position
 */
function overPositions(
  code: FunctionBuilder,
  windowed: readonly View[],
  positioned: readonly View[],
  attributes: WindowAttributes,
  position: (overWindow: OverWindow, windowed: readonly Local[], positioned: readonly Local[]) => void,
): void {
  const { window, strides, low, dilations } = attributes
  const [{ shape }, { shape: positions }] = [windowed[0]!, positioned[0]!]
  const coordinates = reachingAxes(windowed[0]!, positions, attributes).map((axis): Coordinate => {
    const local = code.local('i32')
    code.i32(-low[axis]!).set(local)
    return { local, axis, extent: shape[axis]! }
  })
  const starts = low.map((cells) => -cells)
  const pointers = windowed.map((view) => startOf(code, windowView(view, view.shape, starts)))
  const targets = positioned.map((view) => startOf(code, view))
  /** How pointers and coordinates move when each axis is stepped by so many cells. */
  const walks = (steps: readonly number[]): Walk[] => [
    ...pointers.map((pointer, i) => ({ pointer, strides: byteStrides(windowView(windowed[i]!, shape, [], steps)) })),
    ...coordinates.map(({ local, axis }) => ({ pointer: local, strides: steps.map((step, i) => (i === axis ? step : 0)) })),
  ]
  const overWindow: OverWindow = (body) =>
    emitNest(code, window, walks(dilations), () => {
      if (coordinates.length === 0) return body()
      coordinates.forEach(({ local, extent }, i) => {
        code.get(local).i32(extent).op('i32.lt_u')
        if (i > 0) code.op('i32.and')
      })
      code.branch(undefined, body)
    })
  const moving = positioned.map((view, i) => ({ pointer: targets[i]!, strides: byteStrides(view) }))
  emitNest(code, positions, [...walks(strides), ...moving], () => position(overWindow, pointers, targets))
}

const reductions = {
  windowSum: { combine: 'add', identity: () => 0 },
  windowMax: { combine: 'max', identity: ({ lowest }: { readonly lowest: number }) => lowest },
} as const

type WindowReduceName = keyof typeof reductions

/** Lowering of windowSum and windowMax. */
export const windowReduce =
  (name: WindowReduceName): Lowering<WindowReduceName> =>
  ({ attributes }) =>
    kernel(({ code, operands: [x], results: [out] }) => {
      const { combine, identity } = reductions[name]
      const element = elementOf(x!.dtype)
      const accumulator = accumulatorOf(element)
      const [total, value] = [code.local(accumulator.type), code.local(accumulator.type)]
      overPositions(code, [x!], [out!], attributes, (overWindow, [source], [target]) => {
        code.constant(accumulator.type, identity(accumulator)).set(total)
        overWindow(() => {
          loadAs(code, source!, element, accumulator)
          code.set(value)
          binaryOperations[combine].emit(code, accumulator, total, value)
          code.set(total)
        })
        storeFrom(code, target!, element, accumulator, total)
      })
    })

const nowhere = -1

/** Leaves in a local the address, in the second view, of the first greatest key in the window; `nowhere` over nothing. */
function choose(
  code: FunctionBuilder,
  keys: View,
  overWindow: OverWindow,
  key: Local,
  other: Local,
  [chosen, value, best]: readonly [Local, Local, Local],
): void {
  const element = elementOf(keys.dtype)
  code.i32(nowhere).set(chosen)
  overWindow(() => {
    code.get(key).access(element.load).set(value)
    code.get(chosen).i32(nowhere).op('i32.eq')
    emitBeats(code, element, true, value, best)
    code.op('i32.or')
    code.branch(undefined, () => code.get(value).set(best).get(other).set(chosen))
  })
}

const choiceLocals = (code: FunctionBuilder, keys: View): readonly [Local, Local, Local] => {
  const { type } = elementOf(keys.dtype)
  return [code.local('i32'), code.local(type), code.local(type)]
}

/** Lowering of windowSelect. */
export const windowSelect: Lowering<'windowSelect'> = ({ attributes }) =>
  kernel(({ code, operands: [keys, x], results: [out] }) => {
    const element = elementOf(x!.dtype)
    const locals = choiceLocals(code, keys!)
    overPositions(code, [keys!, x!], [out!], attributes, (overWindow, [key, source], [target]) => {
      choose(code, keys!, overWindow, key!, source!, locals)
      code.get(target!).get(locals[0]).i32(nowhere).op('i32.eq')
      code.branch(
        element.type,
        () => code.constant(element.type, 0),
        () => code.get(locals[0]).access(element.load),
      )
      code.access(element.store)
    })
  })

/** Lowering of windowScatter: one position after another, so that overlapping windows add up in order. */
export const windowScatter: Lowering<'windowScatter'> = ({ attributes }) =>
  kernel(({ code, operands: [keys, g], results: [out] }) => {
    const element = elementOf(g!.dtype)
    const locals = choiceLocals(code, keys!)
    const [sum, update] = [code.local(element.type), code.local(element.type)]
    code.get(out!.pointer).i32(0).i32(sizeBytesOfType(out!)).fillMemory()
    overPositions(code, [keys!, out!], [g!], attributes, (overWindow, [key, target], [source]) => {
      choose(code, keys!, overWindow, key!, target!, locals)
      code.get(locals[0]).i32(nowhere).op('i32.ne')
      code.branch(undefined, () => {
        code.get(locals[0]).access(element.load).set(sum)
        code.get(source!).access(element.load).set(update)
        code.get(locals[0])
        binaryOperations.add.emit(code, element, sum, update)
        code.access(element.store)
      })
    })
  })
