/** What a row of the gradient table looks like. */
import type { PrimitiveAttributes, PrimitiveName } from '../primitives/attributes.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** What a rule sees. */
export interface VjpContext<P extends PrimitiveName> {
  readonly operands: readonly Tensor[]
  readonly results: readonly Tensor[]
  /** One per result; zeros where nothing came back. */
  readonly cotangents: readonly Tensor[]
  readonly attributes: PrimitiveAttributes[P]
  /** Reverse mode itself, for rules that differentiate a body. */
  readonly differentiate: Differentiate
}

/** Cotangents of `inputs`, given those of `outputs` that were computed from them; undefined where none flows. */
export type Differentiate = (
  outputs: readonly Tensor[],
  cotangents: readonly Tensor[],
  inputs: readonly Tensor[],
) => readonly (Tensor | undefined)[]

/** Cotangents of the operands, undefined where none flows. */
export type VjpRule<P extends PrimitiveName> = (context: VjpContext<P>) => readonly (Tensor | undefined)[]

/** A primitive without a gradient, and why. */
export interface NoGradient {
  /** Why there is none. */
  readonly none: string
  /** The derivative is 0 wherever it exists; otherwise there is one that cannot be had, and asking for it is an error. */
  readonly isZero: boolean
}
