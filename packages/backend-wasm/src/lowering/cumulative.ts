/** Lowers cumulative reductions: along the axis, forwards or backwards, storing before or after joining. */
import { elementOf } from './element.ts'
import { kernel, type Lowering } from './kernel.ts'
import { advance, walkAxis } from './nest.ts'
import { accumulatorOf, loadAs, overKept, reductions, storeFrom } from './reduce.ts'
import { binaryOperations } from './scalar-operations.ts'
import { byteStrides, flipView, pickAxes, type View } from './view.ts'

const reductionOf = { cumSum: 'reduceSum', cumProd: 'reduceProd', cumMax: 'reduceMax' } as const

type CumulativeName = keyof typeof reductionOf

/** Lowering of a cumulative reduction. */
export const cumulative =
  (name: CumulativeName): Lowering<CumulativeName> =>
  ({ attributes: { axis, reverse, exclusive } }) =>
    kernel(({ code, operands, results }) => {
      const { identity, combine } = reductions[reductionOf[name]]
      const along = (view: View): View => (reverse ? flipView(view, [axis]) : view)
      const [x, out] = [along(operands[0]!), along(results[0]!)]
      const element = elementOf(x.dtype)
      const accumulator = accumulatorOf(element)
      const [total, value] = [code.local(accumulator.type), code.local(accumulator.type)]
      const stride = byteStrides(x)[axis]!
      const extent = x.shape[axis]!
      const keptOut = pickAxes(
        out,
        out.shape.flatMap((_, i) => (i === axis ? [] : [i])),
      )
      overKept(code, x, [axis], [keptOut], (source, target) => {
        const join = (): void => {
          loadAs(code, source, element, accumulator)
          code.set(value)
          binaryOperations[combine].emit(code, accumulator, total, value)
          code.set(total)
        }
        code.constant(accumulator.type, identity(accumulator)).set(total)
        const moves = [source, target].map((pointer) => ({ pointer, stride }))
        walkAxis(code, extent, moves, () => {
          if (!exclusive) join()
          storeFrom(code, target, element, accumulator, total)
          if (exclusive) join()
        })
        for (const { pointer } of moves) advance(code, pointer, -extent * stride)
      })
    })
