/** Lowers argMax and argMin. */
import { sizeOf } from '@neurite/core'
import { type Lowering, operandsOf, resultsOf } from '../kernel/task.ts'
import { beatsText } from './beats.ts'
import { perElement } from './per-element.ts'

/** Lowering of argMax and argMin: the first NaN, else the first extreme. */
export const argReduce =
  (name: 'argMax' | 'argMin'): Lowering<'argMax' | 'argMin'> =>
  ({ attributes: { axis }, operands, results }) => {
    const { shape, dtype } = operands[0]!
    const [outer, extent, line] = [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))]
    const values = { reads: operandsOf({ operands }), writes: resultsOf({ results }) }
    return perElement(`${name} ${shape.join('x')}`, values, [outer, line], (code, [o, l], flat) => {
      const at = (k: string): string => code.load(0, dtype, `(${o} * ${extent} + ${k}) * ${line} + ${l}`)
      const [best, position] = [code.name('best'), code.name('position')]
      code.line(`var ${best} = ${at('0')};`)
      code.line(`var ${position} = 0;`)
      code.loop({ from: '1', to: String(extent) }, (k) => {
        const value = code.let(at(k), 'value')
        code.block(`if (${beatsText(code, value, best, dtype, name === 'argMax')})`, () => {
          code.line(`${best} = ${value};`)
          code.line(`${position} = ${k};`)
        })
      })
      code.store(0, 'int32', flat, position)
    })
  }
