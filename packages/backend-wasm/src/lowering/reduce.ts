/** Lowers reductions: loops over the kept axes, an accumulator, loops over the reduced axes. */
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { elementOf, type Element } from './element.ts'
import { kernel, type Lowering } from './kernel.ts'
import { advance, countedLoop, emitNest } from './nest.ts'
import { binaryOperations } from './scalar-operations.ts'
import { byteStrides, pickAxes, startOf, type View } from './view.ts'

type ReduceName = 'reduceSum' | 'reduceProd' | 'reduceMax' | 'reduceMin'

interface Reduction {
  readonly identity: (element: Element) => number
  readonly combine: keyof Pick<typeof binaryOperations, 'add' | 'mul' | 'max' | 'min'>
}

/** Neutral elements, and what joins two elements. */
export const reductions = {
  reduceSum: { identity: () => 0, combine: 'add' },
  reduceProd: { identity: () => 1, combine: 'mul' },
  reduceMax: { identity: ({ lowest }) => lowest, combine: 'max' },
  reduceMin: { identity: ({ highest }) => highest, combine: 'min' },
} as const satisfies Record<ReduceName, Reduction>

const double = elementOf('float64')

/** What sums and products are kept in: float64 for floats, so that float32 is rounded once. */
export const accumulatorOf = (element: Element): Element => (element.kind === 'float' ? double : element)

/** The element at `pointer`, as the accumulator's type. */
export function loadAs(code: FunctionBuilder, pointer: Local, element: Element, accumulator: Element): void {
  code.get(pointer).access(element.load)
  if (element.type === 'f32' && accumulator.type === 'f64') code.op('f64.promote_f32')
}

/** Stores the accumulator in `value` as the element's type. */
export function storeFrom(code: FunctionBuilder, pointer: Local, element: Element, accumulator: Element, value: Local): void {
  code.get(pointer, value)
  if (element.type === 'f32' && accumulator.type === 'f64') code.op('f32.demote_f64')
  code.access(element.store)
}

/** Runs `body` for every index of the axes that stay, with pointers into x and the results; both are back afterwards. */
export function overKept(
  code: FunctionBuilder,
  x: View,
  reduced: readonly number[],
  results: readonly View[],
  body: (x: Local, ...results: Local[]) => void,
): void {
  const kept = pickAxes(
    x,
    x.shape.flatMap((_, axis) => (reduced.includes(axis) ? [] : [axis])),
  )
  const walks = [kept, ...results].map((view) => ({ pointer: startOf(code, view), strides: byteStrides(view) }))
  const [source, ...targets] = walks.map(({ pointer }) => pointer)
  emitNest(code, kept.shape, walks, () => body(source!, ...targets))
}

/** Lowering of a reduction. */
export const reduce =
  (name: ReduceName): Lowering<ReduceName> =>
  ({ attributes: { axes } }) =>
    kernel(({ code, operands: [x], results: [out] }) => {
      const { identity, combine } = reductions[name]
      const element = elementOf(x!.dtype)
      const accumulator = accumulatorOf(element)
      const [total, value] = [code.local(accumulator.type), code.local(accumulator.type)]
      const reduced = pickAxes(x!, axes)
      overKept(code, x!, axes, [out!], (source, target) => {
        code.constant(accumulator.type, identity(accumulator)).set(total)
        emitNest(code, reduced.shape, [{ pointer: source, strides: byteStrides(reduced) }], () => {
          loadAs(code, source, element, accumulator)
          code.set(value)
          binaryOperations[combine].emit(code, accumulator, total, value)
          code.set(total)
        })
        storeFrom(code, target, element, accumulator, total)
      })
    })

/** Leaves 1 where `value` is more extreme than `best`: a NaN is, unless `best` is one. */
export function emitBeats(code: FunctionBuilder, element: Element, greatest: boolean, value: Local, best: Local): void {
  if (element.kind !== 'float') {
    code.get(value, best).op(`i32.${greatest ? 'gt' : 'lt'}_${element.kind === 'signed' ? 's' : 'u'}`)
    return
  }
  const { type } = element
  code.get(value, best).op(`${type}.${greatest ? 'gt' : 'lt'}`)
  code.get(value, value).op(`${type}.ne`).get(best, best).op(`${type}.eq`, 'i32.and', 'i32.or')
}

/** Lowering of argMax and argMin. */
export const argReduce =
  (name: 'argMax' | 'argMin'): Lowering<'argMax' | 'argMin'> =>
  ({ attributes: { axis } }) =>
    kernel(({ code, operands: [x], results: [out] }) => {
      const element = elementOf(x!.dtype)
      const [best, value, position] = [code.local(element.type), code.local(element.type), code.local('i32')]
      const stride = byteStrides(x!)[axis]!
      const extent = x!.shape[axis]!
      overKept(code, x!, [axis], [out!], (source, target) => {
        code.get(source).access(element.load).set(best).i32(0).set(position)
        countedLoop(code, extent, (index) => {
          code.get(source).access(element.load).set(value)
          emitBeats(code, element, name === 'argMax', value, best)
          code.branch(undefined, () => code.get(value).set(best).get(index).set(position))
          advance(code, source, stride)
        })
        advance(code, source, -extent * stride)
        code.get(target, position).access('i32.store')
      })
    })
