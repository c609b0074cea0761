/** Places of extremes along axes of every length and layout, against plain loops. */
import type { DType } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { axisShapes, linesOf, ties } from '../testing/axis-lines.ts'
import { runPrimitive, tensor, type TestTensor } from '../testing/run.ts'
import { wasm } from '../wasm.ts'

const backend = wasm()

const dtypes: readonly DType[] = ['float32', 'float64', 'float16', 'int32', 'uint32', 'int8', 'uint8', 'bool']

describe.each(['argMax', 'argMin'] as const)('%s', (name) => {
  const beats = (value: number, best: number): boolean =>
    (name === 'argMax' ? value > best : value < best) || (Number.isNaN(value) && !Number.isNaN(best))
  const check = (x: TestTensor): void => {
    const expected = linesOf(x).map(({ line }) => line.reduce((best, value, i) => (beats(value, line[best]!) ? i : best), 0))
    expect(runPrimitive(backend, name, { axis: 1 }, [x])[0]!.values, x.shape.join()).toEqual(expected)
  }

  it.each(dtypes)('of %s', (dtype) => axisShapes.forEach((shape) => check(ties(dtype, shape))))
  it.each(['float32', 'float64'] as const)('of %s with NaN', (dtype) =>
    axisShapes.forEach((shape) => check(ties(dtype, shape, true))),
  )
  it('finds infinities and takes both zeros for one', () => {
    for (const value of [Infinity, -Infinity, 0, -0]) {
      for (const other of [Infinity, -Infinity, 0, -0]) {
        const values = Array.from({ length: 35 }, (_, i) => (i % 5 === 3 ? value : other))
        check(tensor('float32', [1, 35, 1], values))
        check(tensor('float32', [1, 5, 7], values))
      }
    }
  })
})
