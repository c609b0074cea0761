/** A backend as a stranger would write it: the contract, and the few primitives that the test uses. */
import type { AnyGraphNode, Backend, BufferSlice, Executable, Graph, Program } from '@neurite/core'

interface ToyBuffer {
  readonly bytes: Uint8Array
}

const floats = ({ buffer }: BufferSlice): Float32Array => new Float32Array((buffer as ToyBuffer).bytes.buffer)

/** Results of one node, all in float32. */
function evaluate(graph: Graph, node: AnyGraphNode, operands: readonly Float32Array[]): Float32Array {
  const [a, b] = operands
  const shape = graph.values[node.results[0]!]!.shape
  const size = shape.reduce((product, extent) => product * extent, 1)
  switch (node.primitive) {
    case 'constant':
      return Float32Array.of(node.attributes.value)
    case 'broadcast':
      return new Float32Array(size).fill(a![0]!)
    case 'mul':
      return a!.map((x, i) => x * b![i]!)
    case 'reduceSum':
      return Float32Array.of(a!.reduce((sum, x) => sum + x, 0))
    case 'dotGeneral':
      return Float32Array.of(a!.reduce((sum, x, i) => sum + x * b![i]!, 0))
    default:
      throw new Error(`toy: no ${node.primitive}`)
  }
}

function compileToy({ graph, bindings }: Program): Executable {
  return {
    scratchBytes: 0,
    run: ({ buffers }) => {
      const slices = [...buffers]
      const bound = bindings.map(({ role }) => ({ role, slice: slices.shift()! }))
      const values: Float32Array[] = bound.filter(({ role }) => role !== 'output').map(({ slice }) => floats(slice).slice())
      for (const node of graph.nodes)
        values[node.results[0]!] = evaluate(
          graph,
          node,
          node.operands.map((id) => values[id]!),
        )
      bound.filter(({ role }) => role !== 'input').forEach(({ slice }, i) => floats(slice).set(values[graph.results[i]!]!))
      return { done: () => Promise.resolve() }
    },
    dispose: () => {},
  }
}

/** A toy. */
export const toy = (): Backend => ({
  name: 'toy',
  capabilities: { dtypes: ['float32'], maxBufferBytes: 2 ** 20, alignmentBytes: 4 },
  allocate: (sizes) => sizes.map((sizeBytes) => ({ buffer: { bytes: new Uint8Array(sizeBytes) }, offsetBytes: 0, sizeBytes })),
  free: () => {},
  write: (slice, data) => floats(slice).set(data as Float32Array),
  read: (slice) => Promise.resolve(floats(slice).slice().buffer),
  compile: (program) => Promise.resolve(compileToy(program)),
  dispose: () => Promise.resolve(),
})
