/** The truncated normal distribution, against its quantiles. */
import { cpu } from '@neurite/backend-cpu'
import { randomKey, setBackend, tensor } from '@neurite/core'
import { beforeAll, expect, test } from 'vitest'
import { inverseErf, truncatedNormal } from './truncated-normal.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

/** erf by its Maclaurin series, which converges quickly enough below 2. */
function erf(x: number): number {
  let [term, sum] = [x, x]
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

test('inverseErf undoes erf up to two standard deviations', async () => {
  const xs = Array.from({ length: 57 }, (_, index) => (index - 28) / 20)
  const y = await inverseErf(tensor(xs.map(erf), { dtype: 'float64' })).data()
  for (const [index, x] of xs.entries()) expect(Math.abs(y[index]! - x)).toBeLessThan(1e-6)
})

test('values fall below each quantile as often as they should', async () => {
  const count = 40_000
  const values = [...(await truncatedNormal(randomKey(1), [count]).data())]
  const share = erf(Math.SQRT2)
  for (const z of [-1.9, -1.5, -1, -0.5, 0, 0.3, 1, 1.9, 2]) {
    const expected = 0.5 + erf(z / Math.SQRT2) / share / 2
    const below = values.filter((value) => value <= z).length / count
    expect(Math.abs(below - expected)).toBeLessThanOrEqual(5 * Math.sqrt((expected * (1 - expected)) / count) + 1e-12)
  }
  expect(values.every((value) => Math.abs(value) <= 2)).toBe(true)
})
