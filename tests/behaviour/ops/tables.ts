/** Runs tables of operations against numbers that NumPy gave, and gradients against central differences. */
import { cpu } from '@neurite/backend-cpu'
import { type Backend, type DType, grad, type NestedNumbers, setBackend, tensor, Tensor } from '@neurite/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

/** Puts a fresh reference backend in force for each test. */
export function onReference(name: string, tests: () => void): void {
  describe.each([name])('%s', () => {
    let backend: Backend
    beforeEach(async () => {
      backend = await setBackend(cpu())
    })
    afterEach(() => backend.dispose())
    tests()
  })
}

/** Name, what is computed, what NumPy gives, and the dtype (default float32). */
export type ValueRow = readonly [
  name: string,
  compute: () => Tensor | readonly Tensor[],
  expected: NestedNumbers | readonly NestedNumbers[],
  dtype?: DType,
]

const flat = (nested: NestedNumbers): number[] => (Array.isArray(nested) ? nested.flatMap(flat) : [Number(nested)])

const shapeOf = (nested: NestedNumbers): number[] =>
  Array.isArray(nested) ? [nested.length, ...(nested.length > 0 ? shapeOf(nested[0] as NestedNumbers) : [])] : []

const isNear = (got: number, expected: number): boolean =>
  Object.is(got, expected) || Math.abs(got - expected) <= 2e-6 + 4e-6 * Math.abs(expected)

/** Compares shape, dtype and elements. */
export async function expectTensor(x: Tensor, expected: NestedNumbers, dtype: DType = 'float32'): Promise<void> {
  const numbers = flat(expected)
  expect(x.dtype).toBe(dtype)
  if (numbers.length > 0) expect(x.shape).toEqual(shapeOf(expected))
  const got = [...(await x.data())]
  expect(got.length).toBe(numbers.length)
  if (!got.every((value, i) => isNear(value, numbers[i]!))) expect(got).toEqual(numbers)
}

/** One test per row. */
export function testValues(rows: readonly ValueRow[]): void {
  test.each(rows.map(([name, compute, expected, dtype]) => ({ name, compute, expected, dtype })))(
    '$name',
    async ({ compute, expected, dtype }) => {
      const result = compute()
      if (result instanceof Tensor) return expectTensor(result, expected as NestedNumbers, dtype)
      const parts = expected as readonly NestedNumbers[]
      expect(result.length).toBe(parts.length)
      for (const [i, part] of result.entries()) await expectTensor(part, parts[i]!, dtype)
    },
  )
}

/** Name, a function of a float64 tensor, and where its gradient is checked. */
export type GradientRow = readonly [name: string, fn: (x: Tensor) => Tensor, at: NestedNumbers]

/** One test per row: the gradient of a weighted sum against central differences in float64. */
export function testGradients(rows: readonly GradientRow[], step = 1e-5): void {
  test.each(rows)('%s', async (_, fn, at) => {
    const x = tensor(at, { dtype: 'float64' })
    // Different weights, so that no two elements of the result can stand for each other.
    const weigh = (y: Tensor): Tensor => {
      const weights = Array.from({ length: y.size }, (__, i) => Math.sin(i + 1) + 1.5)
      return y.mul(tensor(weights, { dtype: 'float64', shape: y.shape })).sum()
    }
    const loss = (t: Tensor): Tensor => weigh(fn(t))
    const gradient = await grad(loss)(x).data()
    const numbers = flat(at)
    for (const [i, value] of numbers.entries()) {
      const moved = (by: number): Tensor =>
        tensor(
          numbers.map((v, j) => (j === i ? value + by : v)),
          { dtype: 'float64', shape: x.shape },
        )
      const [up, down] = [await loss(moved(step)).item(), await loss(moved(-step)).item()]
      const slope = (up - down) / (2 * step)
      expect(Math.abs(gradient[i]! - slope), `element ${i}: ${gradient[i]} for ${slope}`).toBeLessThan(
        1e-6 + 1e-6 * Math.abs(slope),
      )
    }
  })
}
