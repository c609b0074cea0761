/** Runs a graph over raw bits: on the reference's interpreter, and as a program of a backend. */
import { evaluateGraph } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { type Backend, type Graph, type HostArray, hostView, sizeBytesOf, sizeOf, type TensorType, typeOf } from '@neurite/core'

/** From the bits of the parameters to those of the results. */
export type RunGraph = (graph: Graph, parameters: readonly HostArray[]) => Promise<HostArray[]>

/** Parameters are inputs, results are outputs. */
async function runOnBackend(backend: Backend, graph: Graph, parameters: readonly HostArray[]): Promise<HostArray[]> {
  const inputTypes = graph.values.slice(0, graph.parameters)
  const outputTypes = graph.results.map((id) => typeOf(graph, id))
  const executable = await backend.compile({
    graph,
    bindings: [
      ...inputTypes.map((type) => ({ role: 'input' as const, type })),
      ...outputTypes.map((type) => ({ role: 'output' as const, type })),
    ],
  })
  const buffers = backend.allocate([...inputTypes, ...outputTypes].map(sizeBytes))
  parameters.forEach((bits, index) => backend.write(buffers[index]!, bits))
  await executable.run({ buffers, scalars: new Uint8Array() }).done()
  const outputs = buffers.slice(inputTypes.length)
  const results = await Promise.all(
    outputs.map(async (slice, index) => hostView(outputTypes[index]!.dtype, await backend.read(slice))),
  )
  executable.dispose()
  backend.free(buffers)
  return results
}

const sizeBytes = ({ shape, dtype }: TensorType): number => sizeOf(shape) * sizeBytesOf(dtype)

const wasmBackend = wasm()

/** What rows are run on. */
export const runners: Readonly<Record<string, RunGraph>> = {
  cpu: async (graph, parameters) => evaluateGraph(graph, parameters),
  wasm: (graph, parameters) => runOnBackend(wasmBackend, graph, parameters),
}

/** Primitives that a runner is never given: core inlines the composites that a backend does not claim. */
export const notGiven: Readonly<Record<string, readonly string[]>> = { cpu: [], wasm: ['composite'] }
