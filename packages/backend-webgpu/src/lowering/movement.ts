/** Lowers pad and concat. */
import { stridesOf } from '@neurite/core'
import { type Lowering, operandsOf, resultsOf } from '../kernel/task.ts'
import { scalarOf } from '../kernel/task-writer.ts'
import { perElement } from './per-element.ts'

/** Lowering of pad. */
export const pad: Lowering<'pad'> = ({ attributes: { low, interior }, operands, results }) => {
  const { shape, dtype } = operands[0]!
  const out = results[0]!.shape
  const values = { reads: operandsOf({ operands }), writes: resultsOf({ results }) }
  const strides = stridesOf(shape)
  return perElement(`pad ${out.join('x')}`, values, out, (code, point, flat) => {
    const value = code.name('value')
    code.line(`var ${value} = ${code.load(1, dtype, '0')};`)
    const from = point.map((index, axis) => code.let(`${index} - ${low[axis]}`, 'from'))
    const tests = from.flatMap((index, axis) => {
      const step = interior[axis]! + 1
      return [`${index} >= 0`, `${index} < ${shape[axis]! * step}`, ...(step > 1 ? [`${index} % ${step} == 0`] : [])]
    })
    const place = from.map((index, axis) => `(${index} / ${interior[axis]! + 1}) * ${strides[axis]}`).join(' + ') || '0'
    if (!shape.includes(0)) {
      code.block(`if (${tests.join(' && ') || 'true'})`, () => code.line(`${value} = ${code.load(0, dtype, place)};`))
    }
    code.store(0, dtype, flat, value)
  })
}

/** Lowering of concat. */
export const concat: Lowering<'concat'> = ({ attributes: { axis }, operands, results }) => {
  const { shape: out, dtype } = results[0]!
  const values = { reads: operandsOf({ operands }), writes: resultsOf({ results }) }
  return perElement(`concat ${out.join('x')}`, values, out, (code, point, flat) => {
    const value = code.name('value')
    code.line(`var ${value}: ${scalarOf(dtype)};`)
    let first = 0
    operands.forEach(({ shape }, k) => {
      const strides = stridesOf(shape)
      const indices = point.map((index, i) => (i === axis ? `(${index} - ${first})` : index))
      const end = first + shape[axis]!
      const load = code.load(k, dtype, indices.map((index, i) => `${index} * ${strides[i]}`).join(' + '))
      code.line(`if (${point[axis]} >= ${first} && ${point[axis]} < ${end}) { ${value} = ${load}; }`)
      first = end
    })
    code.store(0, dtype, flat, value)
  })
}
