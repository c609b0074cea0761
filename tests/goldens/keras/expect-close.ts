/** Compares tensors with golden ones: to the digits that Keras, which drops to float32 inside, can promise. */
import { formatShape, type Tensor } from '@neurite/core'
import { expect } from 'vitest'
import { type GoldenTensor, numbersOf } from '../golden-file.ts'

const relative = 2e-5

/** The greatest finite magnitude among tensors that belong together: what their rounding errors go with. */
const scaleOf = (tensors: readonly GoldenTensor[]): number =>
  tensors.reduce(
    (scale, tensor) => numbersOf(tensor).reduce((s, x) => (Number.isFinite(x) ? Math.max(s, Math.abs(x)) : s), scale),
    0,
  )

/** What is compared: a result with what it is called, and its golden one. */
export interface Pair {
  readonly name: string
  readonly got: Tensor
  readonly expected: GoldenTensor
}

const isClose = (got: number, expected: number, scale: number): boolean =>
  Object.is(got, expected) || got === expected || Math.abs(got - expected) <= relative * (Math.abs(expected) + scale)

/**
 * Expects tensors to have the golden shapes and elements.
 *
 * @param limit - the greatest scale: small results beside great ones count all the same
 */
export async function expectClose(pairs: readonly Pair[], limit = Infinity): Promise<void> {
  const scale = Math.min(limit, scaleOf(pairs.map(({ expected }) => expected)))
  const wrong = await Promise.all(
    pairs.map(async ({ name, got, expected }) => {
      if (formatShape(got.shape) !== formatShape(expected.shape)) {
        return [`${name}: shape ${formatShape(got.shape)} instead of ${formatShape(expected.shape)}`]
      }
      const data = await got.data()
      return numbersOf(expected).flatMap((value, index) =>
        isClose(data[index]!, value, scale) ? [] : [`${name} at ${index}: ${data[index]} instead of ${value}`],
      )
    }),
  )
  expect(wrong.flat()).toEqual([])
}
