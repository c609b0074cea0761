/** Which dtypes programs may hold. */
import { DTypeError, type Program } from '@neurite/core'

/**
 * Throws where a program computes in float64: WGSL has none.
 *
 * @throws DTypeError
 */
export function checkDTypes({ graph, bindings }: Program): void {
  const types = [...graph.values, ...bindings.map(({ type }) => type)]
  if (types.some(({ dtype }) => dtype === 'float64')) {
    throw new DTypeError(
      'webgpu: the program computes in float64, which GPUs do not have; use float32, or the wasm or cpu backend',
    )
  }
}
