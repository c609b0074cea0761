/** Lowers gather and scatterAdd. */
import { type Shape, sizeOf } from '@neurite/core'
import { type Lowering, operandsOf, resultsOf } from '../kernel/task.ts'
import { applyScalar, constantText, roundedTo, sumDType } from '../scalar/operations.ts'
import { perElement } from './per-element.ts'

/** Both run over `[batch, outer, count, line]` of what is gathered; `extent` is that of the axis. */
interface Extents {
  readonly batch: number
  readonly outer: number
  readonly extent: number
  readonly count: number
  readonly line: number
}

const extentsOf = (x: Shape, indices: Shape, { axis, batchDims }: { axis: number; batchDims: number }): Extents => ({
  batch: sizeOf(x.slice(0, batchDims)),
  outer: sizeOf(x.slice(batchDims, axis)),
  extent: x[axis]!,
  count: sizeOf(indices.slice(batchDims)),
  line: sizeOf(x.slice(axis + 1)),
})

/** Lowering of gather. */
export const gather: Lowering<'gather'> = ({ attributes, operands, results }) => {
  const [x, indices] = [operands[0]!, operands[1]!]
  const { batch, outer, extent, count, line } = extentsOf(x.shape, indices.shape, attributes)
  const values = { reads: operandsOf({ operands }), writes: resultsOf({ results }) }
  return perElement(`gather ${results[0]!.shape.join('x')}`, values, [batch, outer, count, line], (code, [b, o, k, l], flat) => {
    const index = code.let(code.load(1, 'int32', `${b} * ${count} + ${k}`), 'index')
    const value = code.name('value')
    code.line(`var ${value} = ${constantText(code, 0, x.dtype)};`)
    code.block(`if (${index} >= 0 && ${index} < ${extent})`, () =>
      code.line(`${value} = ${code.load(0, x.dtype, `((${b} * ${outer} + ${o}) * ${extent} + ${index}) * ${line} + ${l}`)};`),
    )
    code.store(0, x.dtype, flat, value)
  })
}

/** Lowering of scatterAdd: each element looks for its updates, in their order. */
export const scatterAdd: Lowering<'scatterAdd'> = ({ attributes, operands, results }) => {
  const [x, indices] = [operands[0]!, operands[1]!]
  const { batch, outer, extent, count, line } = extentsOf(x.shape, indices.shape, attributes)
  const values = { reads: operandsOf({ operands }), writes: resultsOf({ results }) }
  const { dtype } = x
  return perElement(`scatterAdd ${x.shape.join('x')}`, values, [batch, outer, extent, line], (code, [b, o, e, l], flat) => {
    const sum = code.name('sum')
    code.line(`var ${sum} = ${code.load(0, dtype, flat)};`)
    code.loop({ to: String(count) }, (k) =>
      code.block(`if (${code.load(1, 'int32', `${b} * ${count} + ${k}`)} == ${e})`, () => {
        const update = code.load(2, dtype, `((${b} * ${outer} + ${o}) * ${count} + ${k}) * ${line} + ${l}`)
        code.line(`${sum} = ${applyScalar(code, 'add', [sum, update], sumDType(dtype), sumDType(dtype))};`)
      }),
    )
    code.store(0, dtype, flat, roundedTo(code, sum, dtype))
  })
}
