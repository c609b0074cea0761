/** What stands for a tensor while a functional model is drawn up: a shape, and the layer call that will compute it. */
import { type DType, flattenNest, type NestOf, type Tensor, type TensorNest } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'

/** What a functional model needs of a layer. */
export interface RecordedLayer {
  readonly className: string
  readonly name: string
  readonly path: string
  buildFrom(inputShape: never): void
  /** Some layers return more where an option of `apply` says so. */
  computeOutputShape(inputShape: never, options?: object): unknown
  apply(inputs: never, options?: object): unknown
  getConfig(): Readonly<Record<string, unknown>>
}

/** Where data enter a model. */
export interface InputNode {
  readonly kind: 'input'
  /** Nodes are numbered as they are made: what a node needs has a smaller number. */
  readonly id: number
  readonly name: string
  readonly dtype: DType
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

/**
 * A tensor that has no elements yet: what `input` makes, and what layers return that are applied to it.
 *
 * @example
 * ```ts
 * const x = input({ shape: [784] })
 * const y = new Dense(10).apply(x) // shape [null, 10]
 * const model = new Model({ inputs: x, outputs: y })
 * ```
 */
export class SymbolicTensor<Stands extends Tensor = Tensor> {
  /** Batch axis first; null where the extent may differ from call to call. */
  readonly shape: BatchShape
  /** What computes it. */
  readonly node: InputNode | CallNode
  /** For type inference only: never set. */
  declare readonly standsFor?: Stands

  constructor(shape: BatchShape, node: InputNode | CallNode) {
    this.shape = shape
    this.node = node
  }

  /** Number of axes, the batch axis included. */
  get rank(): number {
    return this.shape.length
  }
}

/** The symbolic tensors of a nest, in order. */
export const symbolicLeaves = (nest: SymbolicNest): readonly SymbolicTensor[] =>
  flattenNest(nest).leaves as readonly SymbolicTensor[]

/** What errors call the producer of a symbolic tensor. */
export const producerName = ({ node }: SymbolicTensor): string => (node.kind === 'input' ? node.name : node.layer.name)

/** Whether anything in the inputs is symbolic. */
export const isSymbolic = (inputs: unknown): boolean =>
  inputs instanceof SymbolicTensor ||
  (typeof inputs === 'object' && inputs !== null && flattenNest(inputs).leaves.some((leaf) => leaf instanceof SymbolicTensor))

/** The parts of an arrangement, in the order of `flattenNest`: records by name. */
export const partsOf = (nest: object): readonly (readonly [key: string, part: unknown])[] =>
  Array.isArray(nest) ? Object.entries(nest) : Object.entries(nest).sort(([a], [b]) => (a < b ? -1 : 1))
