/** A compiled program of the backend: checked once, and run at once. */
import {
  BackendError,
  type Binding,
  type BufferSlice,
  DisposedError,
  type DType,
  DTypeError,
  encodeNumbers,
  type Executable,
  type Graph,
  type GraphNode,
  type HostArray,
  hostView,
  InternalError,
  type Invocation,
  type PrimitiveName,
  type Program,
  sameShape,
  scalarSlotBytes,
  sizeBytesOf,
  sizeOf,
  type Submission,
  type TensorType,
} from '@neurite/core'
import { kernels } from './kernels.ts'

export const dtypes: readonly DType[] = ['float32', 'int32', 'uint32', 'bool']

/** Whether a promise of core holds; if not, it is core's bug. */
function ensure(isKept: boolean, message: string): void {
  if (!isKept) throw new InternalError(`mini: ${message}`)
}

const isResult = ({ role }: Binding): boolean => role === 'state' || role === 'output'

const sizeBytesOfType = ({ shape, dtype }: TensorType): number => sizeOf(shape) * sizeBytesOf(dtype)

/** Throws when the backend cannot run the program, or when its bindings are not the border of its graph. */
function checkProgram({ graph, bindings }: Program): void {
  const strange = graph.values.find(({ dtype }) => !dtypes.includes(dtype))
  if (strange) throw new DTypeError(`mini: does not compute in ${strange.dtype}; cast to one of ${dtypes.join(', ')}`)
  const missing = graph.nodes.find(({ primitive }) => !kernels[primitive])
  if (missing) throw new BackendError(`mini: has no ${missing.primitive}; use a backend that has all primitives`)
  const given = [...bindings.filter(({ role }) => role !== 'output'), ...bindings.filter(isResult)]
  const border = [...graph.values.slice(0, graph.parameters), ...graph.results.map((id) => graph.values[id]!)]
  const fits = ({ role, type }: Binding, { shape, dtype }: TensorType): boolean =>
    type.dtype === dtype && sameShape(type.shape, shape) && (role !== 'scalar' || shape.length === 0)
  ensure(
    given.length === border.length && given.every((binding, i) => fits(binding, border[i]!)),
    'the bindings do not fit the graph',
  )
}

const overlaps = (a: BufferSlice, b: BufferSlice): boolean =>
  a.buffer === b.buffer && a.offsetBytes < b.offsetBytes + b.sizeBytes && b.offsetBytes < a.offsetBytes + a.sizeBytes

/** Throws when a call does not fit the program. */
function checkCall(bindings: readonly Binding[], { buffers, scalars, repeat = 1 }: Invocation): void {
  const buffered = bindings.filter(({ role }) => role !== 'scalar')
  ensure(buffers.length === buffered.length, `run: expected ${buffered.length} buffers, got ${buffers.length}`)
  for (const [i, { role, type }] of buffered.entries()) {
    const { sizeBytes } = buffers[i]!
    ensure(sizeBytes === sizeBytesOfType(type), `run: buffer ${i} has ${sizeBytes} bytes, expected ${sizeBytesOfType(type)}`)
    const isAlone = role === 'input' || buffers.every((other, j) => i === j || !overlaps(other, buffers[i]!))
    ensure(isAlone, `run: the ${role} in buffer ${i} overlaps another buffer`)
  }
  const scalarBytes = (bindings.length - buffered.length) * scalarSlotBytes
  ensure(scalars.byteLength >= scalarBytes, `run: expected ${scalarBytes} bytes of scalars, got ${scalars.byteLength}`)
  ensure(Number.isSafeInteger(repeat) && repeat >= 1, `run: repeat is ${repeat}, expected a positive integer`)
}

/** The result of a node; every primitive of this backend has one. */
function evaluate<P extends PrimitiveName>(graph: Graph, node: GraphNode<P>, values: readonly HostArray[]): HostArray {
  const { dtype, shape } = graph.values[node.results[0]!]!
  const kernel = kernels[node.primitive]
  if (!kernel) throw new InternalError(`mini: ${node.primitive} was compiled without a kernel`)
  const shapes = node.operands.map((id) => graph.values[id]!.shape)
  const operands = node.operands.map((id) => values[id]!)
  return encodeNumbers(dtype, kernel({ operands, shapes, shape, dtype, attributes: node.attributes }))
}

/** Runs a program in the call itself, so that runs take effect in the order of the calls. */
export class MiniExecutable implements Executable {
  readonly scratchBytes = 0
  readonly #program: Program
  readonly #bytesOf: (slice: BufferSlice) => Uint8Array<ArrayBuffer>
  #isDisposed = false

  /** @param bytesOf - the bytes of a slice where they lie; throws once the backend was disposed */
  constructor(program: Program, bytesOf: (slice: BufferSlice) => Uint8Array<ArrayBuffer>) {
    checkProgram(program)
    this.#program = program
    this.#bytesOf = bytesOf
  }

  run(call: Invocation): Submission {
    if (this.#isDisposed) throw new DisposedError('mini: the program was disposed; compile it again')
    checkCall(this.#program.bindings, call)
    for (let round = 0; round < (call.repeat ?? 1); round++) this.#runOnce(call)
    return { done: () => Promise.resolve() }
  }

  dispose(): void {
    this.#isDisposed = true
  }

  /** Nothing is written before everything is computed: states change together, when the program ends. */
  #runOnce({ buffers, scalars }: Invocation): void {
    const { graph, bindings } = this.#program
    const values: HostArray[] = []
    const targets: Uint8Array[] = []
    let [buffer, slot] = [0, 0]
    for (const binding of bindings) {
      const { role, type } = binding
      const start = slot * scalarSlotBytes
      if (role === 'scalar') slot++
      const bytes = role === 'scalar' ? scalars.slice(start, start + sizeBytesOf(type.dtype)) : this.#bytesOf(buffers[buffer++]!)
      if (role !== 'output') values.push(hostView(type.dtype, bytes.slice().buffer))
      if (isResult(binding)) targets.push(bytes)
    }
    for (const node of graph.nodes) values[node.results[0]!] = evaluate(graph, node, values)
    graph.results.forEach((id, index) => {
      const { buffer: bits, byteOffset, byteLength } = values[id]!
      targets[index]!.set(new Uint8Array(bits, byteOffset, byteLength))
    })
  }
}
