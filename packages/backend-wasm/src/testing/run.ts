/** Runs programs on a backend with plain arrays in and out, for tests. */
import {
  type AnyGraphNode,
  type Backend,
  type Binding,
  type BufferSlice,
  decodeNumbers,
  type DType,
  encodeNumbers,
  type Graph,
  type GraphNode,
  hostView,
  type PrimitiveAttributes,
  type PrimitiveName,
  type Program,
  type Role,
  scalarSlotBytes,
  type Shape,
  sizeBytesOf,
  sizeOf,
  type TensorType,
  type TypeRule,
  typeRules,
  type ValueId,
} from '@neurite/core'

/** A tensor with its elements, row-major. */
export interface TestTensor extends TensorType {
  readonly values: readonly number[]
}

/** A tensor of a shape; a single value fills it. */
export const tensor = (dtype: DType, shape: Shape, values: readonly number[] | number): TestTensor => ({
  dtype,
  shape,
  values: typeof values === 'number' ? new Array<number>(sizeOf(shape)).fill(values) : values,
})

/** A tensor of rank 1. */
export const vector = (dtype: DType, ...values: readonly number[]): TestTensor => tensor(dtype, [values.length], values)

/** A tensor of rank 0. */
export const scalar = (dtype: DType, value: number): TestTensor => tensor(dtype, [], [value])

/** Writes nodes down one after another, typed by core's rules. */
export class TestGraph {
  readonly #values: TensorType[] = []
  readonly #nodes: AnyGraphNode[] = []
  readonly #bindings: { role: Role; type: TensorType; result?: ValueId }[] = []

  /** A parameter. Parameters come before nodes. */
  parameter(role: Exclude<Role, 'output'>, dtype: DType, shape: Shape = []): ValueId {
    const type = { dtype, shape }
    this.#bindings.push({ role, type })
    return this.#values.push(type) - 1
  }

  node<P extends PrimitiveName>(primitive: P, attributes: PrimitiveAttributes[P], ...operands: readonly ValueId[]): ValueId {
    return this.nodes(primitive, attributes, ...operands)[0]!
  }

  nodes<P extends PrimitiveName>(primitive: P, attributes: PrimitiveAttributes[P], ...operands: readonly ValueId[]): ValueId[] {
    const rule: TypeRule<P> = typeRules[primitive]
    const types = rule(
      primitive,
      operands.map((id) => this.#values[id]!),
      attributes,
    )
    const results = types.map((type) => this.#values.push(type) - 1)
    const node: GraphNode<P> = { primitive, attributes, operands, results }
    if (!isAnyNode(node)) throw new Error('unreachable')
    this.#nodes.push(node)
    return results
  }

  /** The program whose states become `states`, in order, and whose outputs are `outputs`. */
  program(states: readonly ValueId[], outputs: readonly ValueId[]): Program {
    const bindings: Binding[] = [
      ...this.#bindings,
      ...outputs.map((id): Binding => ({ role: 'output', type: this.#values[id]! })),
    ]
    const graph: Graph = {
      values: this.#values,
      parameters: this.#bindings.length,
      nodes: this.#nodes,
      results: [...states, ...outputs],
    }
    return { graph, bindings }
  }
}

/** A node of some primitive is one of the union; the compiler does not see that through a type parameter. */
const isAnyNode = (node: { readonly primitive: PrimitiveName }): node is AnyGraphNode => node.primitive in typeRules

/** Raw bytes of a tensor's elements. */
export function bytesOf({ dtype, values }: TestTensor): Uint8Array {
  return new Uint8Array(encodeNumbers(dtype, values).buffer)
}

/** A buffer that holds a tensor. */
export function upload(backend: Backend, value: TestTensor): BufferSlice {
  const [slice] = backend.allocate([sizeOf(value.shape) * sizeBytesOf(value.dtype)])
  backend.write(slice!, bytesOf(value))
  return slice!
}

/** A zeroed buffer for a tensor of this type. */
export const room = (backend: Backend, { dtype, shape }: TensorType): BufferSlice =>
  backend.allocate([sizeOf(shape) * sizeBytesOf(dtype)])[0]!

/** The elements in a buffer. */
export function download(backend: Backend, dtype: DType, slice: BufferSlice): number[] {
  if (!backend.readSync) throw new Error('the backend cannot read synchronously')
  return Array.from(decodeNumbers(dtype, hostView(dtype, backend.readSync(slice))))
}

/** Scalars as an invocation carries them. */
export function packScalars(...values: readonly TestTensor[]): Uint8Array {
  const bytes = new Uint8Array(values.length * scalarSlotBytes)
  values.forEach((value, slot) => bytes.set(bytesOf(value), slot * scalarSlotBytes))
  return bytes
}

/** Runs one primitive and returns the elements of its results. */
export function runPrimitive<P extends PrimitiveName>(
  backend: Backend,
  primitive: P,
  attributes: PrimitiveAttributes[P],
  operands: readonly TestTensor[],
): TestTensor[] {
  const graph = new TestGraph()
  const parameters = operands.map(({ dtype, shape }) => graph.parameter('input', dtype, shape))
  const program = graph.program([], graph.nodes(primitive, attributes, ...parameters))
  const types = program.bindings.slice(operands.length).map(({ type }) => type)
  const inputs = operands.map((value) => upload(backend, value))
  const outputs = types.map((type) => room(backend, type))
  if (!backend.compileSync) throw new Error('the backend cannot compile synchronously')
  const executable = backend.compileSync(program)
  executable.run({ buffers: [...inputs, ...outputs], scalars: new Uint8Array() })
  const results = types.map((type, i) => ({ ...type, values: download(backend, type.dtype, outputs[i]!) }))
  executable.dispose()
  backend.free([...inputs, ...outputs])
  return results
}
