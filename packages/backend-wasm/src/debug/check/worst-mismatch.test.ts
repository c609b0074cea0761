/** What counts as a mismatch, and which one is the worst. */
import type { TensorType } from '@neurite/core'
import { expect, it, vi } from 'vitest'
import { worstMismatch } from './worst-mismatch.ts'

const floats: TensorType = { dtype: 'float32', shape: [3] }
const integers: TensorType = { dtype: 'int32', shape: [3] }
const none = () => []
const of = (...numbers: number[]) => Float32Array.from(numbers)

it('needs no noisy run where all is right, or rounded once more', () => {
  const noisy = vi.fn<() => readonly (readonly Float32Array[])[]>(none)
  const expected = of(1, Number.NaN, -Infinity)
  expect(worstMismatch([floats], [expected], [of(1 + 2 ** -22, Number.NaN, -Infinity)], noisy)).toBeUndefined()
  expect(noisy).not.toHaveBeenCalled()
})

it('tells the element that is furthest out, and by how much it might have been', () => {
  const noisy = () => [[of(1, 2, 3.001)]]
  const mismatch = worstMismatch([floats], [of(1, 2, 3)], [of(1.01, 2.5, 3.0005)], noisy)
  expect(mismatch).toMatchObject({ result: 0, at: 1, expected: 2, got: 2.5 })
  expect(mismatch!.tolerance).toBeLessThan(1e-5)
})

it('takes what noise reaches, and no more', () => {
  const noisy = () => [[of(1, 2, 3.001)], [of(1, 2, 2.999)]]
  expect(worstMismatch([floats], [of(1, 2, 3)], [of(1, 2, 3.0009)], noisy)).toBeUndefined()
  expect(worstMismatch([floats], [of(1, 2, 3)], [of(1, 2, 3.0011)], noisy)).toMatchObject({ at: 2 })
})

it('is exact for integers, unless noise decides otherwise', () => {
  const [expected, got] = [Int32Array.of(1, 2, 3), Int32Array.of(1, 2, 4)]
  expect(worstMismatch([integers], [expected], [got], none)).toMatchObject({ at: 2, expected: 3, got: 4 })
  expect(worstMismatch([integers], [expected], [got], () => [[Int32Array.of(1, 2, 4)]])).toBeUndefined()
})

it('takes no NaN or infinity where the reference has a number, and the reverse, unless noise comes there', () => {
  expect(worstMismatch([floats], [of(1, 2, 3)], [of(1, Number.NaN, 3)], () => [[of(1, 2, 3)]])).toMatchObject({ at: 1 })
  expect(worstMismatch([floats], [of(1, Number.NaN, 3)], [of(1, 2, 3)], () => [[of(1, Number.NaN, 3)]])).toMatchObject({ at: 1 })
  expect(worstMismatch([floats], [of(1, 2, 3)], [of(1, Infinity, 3)], () => [[of(1, Infinity, 3)]])).toBeUndefined()
})
