/** The reference, made wrong on purpose: the suite has to notice. */
import { cpu } from '@neurite/backend-cpu'
import {
  type Backend,
  type Executable,
  type Graph,
  hostView,
  type Invocation,
  type Program,
  scalarSlotBytes,
  sizeOf,
  typeOf,
} from '@neurite/core'
import { evaluateNodes } from '../random-graphs/evaluate-graph.ts'
import { hostTensor, type HostTensor } from '../values/host-tensor.ts'

type Node = Graph['nodes'][number]

/** Changes the results of a node. */
export type NodeFault = (
  node: Node,
  operands: readonly HostTensor[],
  results: readonly HostTensor[],
  graph: Graph,
) => readonly HostTensor[]

/** The reference with some of its methods replaced. */
export function faultyBackend(fault: (inner: Backend) => Partial<Backend> = () => ({})): Backend {
  const inner = cpu()
  return {
    name: 'faulty',
    capabilities: inner.capabilities,
    allocate: (sizes) => inner.allocate(sizes),
    free: (slices) => inner.free(slices),
    write: (slice, data) => inner.write(slice, data),
    read: (slice) => inner.read(slice),
    compile: (program) => inner.compile(program),
    dispose: () => inner.dispose(),
    ...fault(inner),
  }
}

/** The reference with the methods of its executables replaced. */
export const withExecutableFault = (fault: (executable: Executable) => Partial<Executable>): Backend =>
  faultyBackend((inner) => ({
    async compile(program) {
      const executable = await inner.compile(program)
      return {
        scratchBytes: executable.scratchBytes,
        run: (call) => executable.run(call),
        dispose: () => executable.dispose(),
        ...fault(executable),
      }
    },
  }))

/** The reference with each call changed before it runs. */
export const withCallFault = (change: (call: Invocation) => Invocation): Backend =>
  withExecutableFault((executable) => ({ run: (call) => executable.run(change(call)) }))

/** How results are written: all at the end, as they should be, or each as soon as it is known. */
type Commit = 'together' | 'one by one'

const noFault: NodeFault = (_, __, results) => results

/** A backend that computes node by node, with a fault in some. */
export const withNodeFault = (fault: NodeFault = noFault, commit: Commit = 'together'): Backend =>
  faultyBackend((inner) => ({
    async compile(program) {
      const { scratchBytes } = await inner.compile(program)
      return {
        scratchBytes,
        run(call) {
          for (let round = 0; round < (call.repeat ?? 1); round++) runNodeByNode(inner, program, call, fault, commit)
          return { done: () => Promise.resolve() }
        },
        dispose: () => {},
      }
    },
  }))

function runNodeByNode(
  inner: Backend,
  { graph, bindings }: Program,
  { buffers, scalars }: Invocation,
  fault: NodeFault,
  commit: Commit,
): void {
  let [buffer, slot] = [0, 0]
  const places = bindings.map(({ role }) => (role === 'scalar' ? { slot: slot++ } : { slice: buffers[buffer++]! }))
  const bytesAt = ({ slice, slot: at = 0 }: (typeof places)[number]): ArrayBufferLike =>
    slice ? inner.readSync!(slice) : scalars.slice(scalarSlotBytes * at, scalarSlotBytes * (at + 1)).buffer
  const evaluate = (): HostTensor[] => {
    const parameters = bindings.flatMap(({ role, type }, index) =>
      role === 'output' ? [] : [{ ...type, bits: hostView(type.dtype, bytesAt(places[index]!), 0, sizeOf(type.shape)) }],
    )
    return evaluateNodes(graph, parameters, (node, operands, results) => fault(node, operands, results, graph))
  }
  const targets = bindings.flatMap(({ role }, index) => (role === 'state' || role === 'output' ? [places[index]!.slice!] : []))
  const together = evaluate()
  graph.results.forEach((id, index) => {
    const values = commit === 'together' ? together : evaluate()
    inner.write(targets[index]!, values[id]!.bits)
  })
}

/** Whether a value is a literal, or one that was broadcast. */
export function isLiteral(graph: Graph, id: number): boolean {
  const node = graph.nodes.find(({ results }) => results.includes(id))
  if (node?.primitive === 'broadcast') return isLiteral(graph, node.operands[0]!)
  return node?.primitive === 'constant' && typeOf(graph, id).shape.length === 0
}

/** Numbers with the type of another tensor. */
export const like = ({ dtype, shape }: HostTensor, numbers: readonly number[]): HostTensor => hostTensor(dtype, shape, numbers)
