/** Runs the conformance suite. */
import { wasm, type WasmOptions } from '@neurite/backend-wasm'
import { scoreBackend } from '@neurite/conformance'

/** How the backend did, as JSON. */
export interface ConformanceOutcome {
  readonly passed: number
  readonly refused: number
  readonly failed: readonly string[]
}

/** All of the suite, with the random graphs that are asked for. */
export async function conformance({
  graphs,
  ...options
}: WasmOptions & { readonly graphs: number }): Promise<ConformanceOutcome> {
  const { passed, refused, failed } = await scoreBackend({ create: () => wasm(options), randomGraphs: { count: graphs } })
  return { passed, refused, failed: failed.map(({ title, error }) => `${title}: ${String(error)}`) }
}
