/** Lowers cumSum, cumProd and cumMax: one invocation goes along each line. */
import { type DType, sizeOf } from '@neurite/core'
import { type Lowering, operandsOf, resultsOf } from '../kernel/task.ts'
import { applyScalar, constantText, roundedTo, sumDType } from '../scalar/operations.ts'
import { perElement } from './per-element.ts'

type Name = 'cumSum' | 'cumProd' | 'cumMax'

const operations = { cumSum: 'add', cumProd: 'mul', cumMax: 'max' } as const

const lowest: Partial<Record<DType, number>> = { int32: -(2 ** 31), uint32: 0, int8: -128, uint8: 0, bool: 0 }
const identityOf = (name: Name, dtype: DType): number => ({ cumSum: 0, cumProd: 1, cumMax: lowest[dtype] ?? -Infinity })[name]

/** Lowering of a cumulative reduction. */
export const cumulative =
  (name: Name): Lowering<Name> =>
  ({ attributes: { axis, reverse, exclusive }, operands, results }) => {
    const { shape, dtype } = operands[0]!
    const [outer, extent, line] = [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))]
    const values = { reads: operandsOf({ operands }), writes: resultsOf({ results }) }
    return perElement(`${name} ${shape.join('x')}`, values, [outer, line], (code, [o, l]) => {
      const sum = code.name('sum')
      code.line(`var ${sum} = ${constantText(code, identityOf(name, dtype), dtype)};`)
      code.loop({ to: String(extent) }, (step) => {
        const k = reverse ? `(${extent - 1} - ${step})` : step
        const at = code.let(`(${o} * ${extent} + ${k}) * ${line} + ${l}`, 'at')
        const value = code.let(code.load(0, dtype, at), 'value')
        if (exclusive) code.store(0, dtype, at, roundedTo(code, sum, dtype))
        code.line(`${sum} = ${applyScalar(code, operations[name], [sum, value], sumDType(dtype), sumDType(dtype))};`)
        if (!exclusive) code.store(0, dtype, at, roundedTo(code, sum, dtype))
      })
    })
  }
