/** Gradients against central differences in float64. */
import { concat, grad, type Shape, Tensor, tensor, zeros } from '@neurite/core'
import { expect } from 'vitest'

/** A function of tensors that is to be differentiated by all of them. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor

const sizeOf = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1)

/** Numbers between -1 and 1 that look random and are always the same. */
export const scattered = (shape: Shape, seed = 1): Tensor =>
  tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed)),
    { shape, dtype: 'float64' },
  )

/** A scalar that every element of the result enters with another weight. */
const weighted =
  (f: TensorFunction) =>
  (inputs: readonly Tensor[]): Tensor => {
    const result = f(...inputs)
    return result.mul(scattered(result.shape, 7)).sum()
  }

/** All gradients of the weighted function, in one row: another function that can be differentiated. */
export const gradientsOf =
  (f: TensorFunction): TensorFunction =>
  (...inputs) => {
    const gradients = grad(weighted(f))(inputs) as readonly Tensor[]
    return concat([zeros([0], 'float64'), ...gradients.map((g) => g.reshape([-1]))])
  }

const step = 1e-5

/** Slopes of the weighted function by each element of each input, measured. */
async function measured(f: TensorFunction, inputs: readonly Tensor[]): Promise<number[]> {
  const loss = weighted(f)
  const slopesOf = async (input: Tensor, which: number): Promise<number[]> => {
    const data = Float64Array.from(await input.data())
    const at = (place: number, moved: number): Promise<number> => {
      const other = tensor(data.with(place, moved), { shape: input.shape, dtype: 'float64' })
      return loss(inputs.with(which, other)).item()
    }
    const slopes = Array.from(data, async (value, place) => {
      const [up, down] = await Promise.all([at(place, value + step), at(place, value - step)])
      return (up - down) / (2 * step)
    })
    return Promise.all(slopes)
  }
  return (await Promise.all(inputs.map(slopesOf))).flat()
}

/** Expects the gradients by all inputs to be the measured slopes. */
export async function expectGradients(f: TensorFunction, ...inputs: readonly Tensor[]): Promise<void> {
  const given = await gradientsOf(f)(...inputs).data()
  const slopes = await measured(f, inputs)
  expect(given.length).toBe(slopes.length)
  slopes.forEach((slope, i) => {
    const error = Math.abs(given[i]! - slope)
    expect(error, `element ${i}: gradient ${given[i]}, slope ${slope}`).toBeLessThan(1e-7 * (1 + Math.abs(slope)))
  })
}

/** Expects the same of the function, and of its gradients as functions. */
export async function expectTwoGradients(f: TensorFunction, ...inputs: readonly Tensor[]): Promise<void> {
  await expectGradients(f, ...inputs)
  await expectGradients(gradientsOf(f), ...inputs)
}
