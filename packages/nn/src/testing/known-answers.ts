/** Compares layers with Keras on numbers that both can make: waves. */
import { type DType, type Shape, sizeOf, tensor, type Tensor } from '@neurite/core'
import { expect } from 'vitest'
import type { AnyLayer } from '../layers/layer.ts'

/** sin(phase + i) for element i. */
export const wave = (shape: Shape, phase = 0, dtype: DType = 'float64'): Tensor =>
  tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, index) => Math.sin(phase + index)),
    { shape },
  ).cast(dtype)

/** Makes weight i of a layer the wave of phase i + 1; variances are made positive. */
export function setWaves(layer: AnyLayer): void {
  for (const [index, weight] of layer.weights.entries()) {
    const values = wave(weight.shape, index + 1)
    weight.assign((weight.path.endsWith('Variance') ? values.square().add(0.5) : values).cast(weight.dtype))
  }
}

/** Expects the elements, row-major, to be these up to rounding of the expected numbers. */
export async function expectElements(x: Tensor, expected: readonly number[], digits = 5): Promise<void> {
  const elements = [...(await x.data())]
  expect(elements.length).toBe(expected.length)
  for (const [index, element] of elements.entries()) expect(element, `element ${index}`).toBeCloseTo(expected[index]!, digits)
}
