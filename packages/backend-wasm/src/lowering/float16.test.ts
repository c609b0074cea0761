/** Half precision: every bit pattern, and the neighbours of every halfway point. */
import { encodeNumbers, float16ToNumber } from '@neurite/core'
import { expect, it } from 'vitest'
import { runPrimitive, tensor } from '../testing/run.ts'
import { wasm } from '../wasm.ts'

const backend = wasm()
const patterns = Array.from({ length: 65536 }, (_, bits) => bits)
const numbers = patterns.map(float16ToNumber)

it('every bit pattern becomes its number', () => {
  expect(runPrimitive(backend, 'cast', { dtype: 'float32' }, [tensor('float16', [numbers.length], numbers)])[0]!.values).toEqual(
    numbers,
  )
})

it('doubles around every number and every halfway point round as in core', () => {
  const doubles = numbers.flatMap((x, bits) => {
    const next = numbers[bits + 1] ?? x
    const middle = (x + next) / 2
    return [x, x * (1 + 2 ** -50), middle, middle * (1 - 2 ** -50), middle * (1 + 2 ** -50)]
  })
  const expected = Array.from(encodeNumbers('float16', doubles), float16ToNumber)
  expect(runPrimitive(backend, 'cast', { dtype: 'float16' }, [tensor('float64', [doubles.length], doubles)])[0]!.values).toEqual(
    expected,
  )
})
