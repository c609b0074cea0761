/** Running reductions along axes of every length and layout, against plain loops. */
import type { DType } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { axisShapes, linesOf, ties } from '../testing/axis-lines.ts'
import { runPrimitive } from '../testing/run.ts'
import { wasm } from '../wasm.ts'

const backend = wasm()

const joins = {
  cumSum: { identity: () => 0, join: (a: number, b: number) => a + b },
  cumProd: { identity: () => 1, join: (a: number, b: number) => a * b },
  cumMax: {
    identity: (dtype: DType) =>
      dtype.startsWith('float') ? -Infinity : dtype.startsWith('u') ? 0 : dtype === 'int8' ? -128 : -(2 ** 31),
    join: Math.max,
  },
}

/** An integer as the dtype holds it. */
const wrapped = (dtype: DType, value: number): number => {
  const arrays = { int32: Int32Array, uint32: Uint32Array, int8: Int8Array, uint8: Uint8Array }
  if (!(dtype in arrays)) return value
  return arrays[dtype as keyof typeof arrays].of(value)[0]!
}

describe.each(['cumSum', 'cumProd', 'cumMax'] as const)('%s', (name) => {
  const { identity, join } = joins[name]
  it.each(['float32', 'float64', 'int32', 'uint32', 'int8', 'uint8'] as const)('of %s', (dtype) => {
    for (const shape of axisShapes.filter(([, extent]) => extent! <= 20)) {
      for (const reverse of [false, true]) {
        for (const exclusive of [false, true]) {
          const x = ties(dtype, shape)
          const expected = new Array<number>(x.values.length).fill(0)
          for (const { places, line } of linesOf(x)) {
            const order = [...line.keys()]
            if (reverse) order.reverse()
            let total = identity(dtype)
            for (const i of order) {
              const next = wrapped(dtype, join(total, line[i]!))
              expected[places[i]!] = exclusive ? total : next
              total = next
            }
          }
          const got = runPrimitive(backend, name, { axis: 1, reverse, exclusive }, [x])[0]!.values
          expect(
            got.map((value) => value + 0),
            shape.join(),
          ).toEqual([...Float64Array.from(expected)].map((value) => (dtype === 'float32' ? Math.fround(value) : value) + 0))
        }
      }
    }
  })
})
