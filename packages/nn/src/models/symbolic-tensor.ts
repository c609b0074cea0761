/** What stands for a tensor while a functional model is drawn up: a shape, and the layer call that will compute it. */
import { type DType, flattenNest, formatShape, type NestOf, type Tensor, type TensorNest } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import type { FunctionalGraph } from './functional-graph.ts'
import { recordingClass, symbolicAdvice, type TensorMethod } from './tensor-methods.ts'

/** What a functional model needs of a layer. */
export interface RecordedLayer {
  readonly className: string
  readonly name: string
  readonly path: string
  readonly dtype: DType
  readonly weights: readonly unknown[]
  buildFrom(inputShape: never): void
  /** Some layers return more where an option of `apply` says so. */
  computeOutputShape(inputShape: never, options?: object): unknown
  apply(inputs: never, options?: object): unknown
  getConfig(): Readonly<Record<string, unknown>>
}

/**
 * What is done with symbolic tensors. The nodes pass it on from the input, which brings it: layers and models without symbolic
 * tensors need none of it.
 */
export interface SymbolicOperations {
  /** Notes a method of tensors that was called on symbolic ones, as a layer. */
  record(method: TensorMethod, on: SymbolicTensor, args: readonly unknown[]): SymbolicTensor
  /** What a symbolic tensor will come in. */
  dtypeOf(tensor: SymbolicTensor): DType
  /** The symbolic outputs of a layer. Builds it. */
  recordCall(layer: RecordedLayer, inputs: unknown, options: object): SymbolicNest
  /** The layer calls between inputs and outputs; `call` is what errors begin with. */
  makeGraph(call: string, inputs: unknown, outputs: unknown): FunctionalGraph
}

/** Where data enter a model. */
export interface InputNode {
  readonly kind: 'input'
  /** Nodes are numbered as they are made: what a node needs has a smaller number. */
  readonly id: number
  readonly name: string
  readonly dtype: DType
  readonly operations: SymbolicOperations
}

/** One application of a layer. */
export interface CallNode {
  readonly kind: 'call'
  readonly id: number
  readonly layer: RecordedLayer
  /** In the structure in which the layer got them. */
  readonly inputs: SymbolicNest
  /** What the user passed beside them. */
  readonly options: object
  /** In the structure in which the layer returns them. */
  outputs: SymbolicNest
  readonly operations: SymbolicOperations
}

let lastId = 0

/** The number of a new node. */
export const nextNodeId = (): number => ++lastId

/** Symbolic tensors, alone or in arrays and records. */
export type SymbolicNest = NestOf<SymbolicTensor>

/** The symbolic tensors that stand for the tensors of `Nest`, in the same structure. */
export type SymbolicOf<Nest> = [TensorNest] extends [Nest]
  ? SymbolicNest
  : Nest extends Tensor
    ? SymbolicTensor<Nest>
    : { readonly [Key in keyof Nest]: SymbolicOf<Nest[Key]> }

/** The methods of tensors. */
const RecordedMethods = recordingClass((method, on, args) => on.node.operations.record(method, on, args))

/**
 * A tensor that has no elements yet: what `input` makes, and what layers return that are applied to it.
 *
 * It has the methods of tensors that make tensors; each call becomes a layer of the model, a `TensorOperation`, which is saved with it.
 * To apply another function of tensors, wrap it in a `Lambda` layer.
 *
 * @example
 * ```ts
 * const x = input({ shape: [784] })
 * const y = new Dense(10).apply(x).add(1).relu() // shape [null, 10]
 * const model = new Model({ inputs: x, outputs: y })
 * ```
 */
export class SymbolicTensor<Stands extends Tensor = Tensor> extends RecordedMethods {
  /** Batch axis first; null where the extent may differ from call to call. */
  readonly shape: BatchShape
  /** What computes it. */
  readonly node: InputNode | CallNode
  /** For type inference only: never set. */
  declare readonly standsFor?: Stands

  constructor(shape: BatchShape, node: InputNode | CallNode) {
    super()
    this.shape = shape
    this.node = node
  }

  /** Number of axes, the batch axis included. */
  get rank(): number {
    return this.shape.length
  }

  /** What the elements will come in. */
  get dtype(): DType {
    return this.node.operations.dtypeOf(this)
  }

  /** What errors of functions that take tensors call it: says what to write instead. */
  override toString(): string {
    return `a symbolic tensor of shape ${formatShape(this.shape)}; ${symbolicAdvice}`
  }
}

/** The symbolic tensors of a nest, in order. */
export const symbolicLeaves = (nest: SymbolicNest): readonly SymbolicTensor[] =>
  flattenNest(nest).leaves as readonly SymbolicTensor[]

/** What errors call the producer of a symbolic tensor. */
export const producerName = ({ node }: SymbolicTensor): string => (node.kind === 'input' ? node.name : node.layer.name)

/** The parts of an arrangement, in the order of `flattenNest`: records by name. */
export const partsOf = (nest: object): readonly (readonly [key: string, part: unknown])[] =>
  Array.isArray(nest) ? Object.entries(nest) : Object.entries(nest).sort(([a], [b]) => (a < b ? -1 : 1))
