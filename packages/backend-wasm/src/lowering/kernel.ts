/** What a row of the lowering table makes of a node. */
import type { PrimitiveAttributes, PrimitiveName, TensorType } from '@neurite/core'
import type { FunctionBuilder } from '../assembler/function-builder.ts'
import type { View } from './view.ts'

/** A node as its lowering sees it: types and attributes, no addresses, so that equal nodes share a kernel. */
export interface Site<P extends PrimitiveName> {
  readonly attributes: PrimitiveAttributes[P]
  readonly operands: readonly TensorType[]
  readonly results: readonly TensorType[]
}

/** What a kernel's function is given: dense views on its operands and results, addressed by its parameters. */
export interface Frame {
  readonly code: FunctionBuilder
  readonly operands: readonly View[]
  readonly results: readonly View[]
}

/** One function of the module. */
export interface Kernel {
  /** Whether a result may lie on an operand of the same size: element i is read before, and only for, element i. */
  readonly inPlace: boolean
  readonly emit: (frame: Frame) => void
}

/** The result is the operand's bytes: no code, no memory of its own. */
export const alias = 'alias'

/** A row of the lowering table. */
export type Lowering<P extends PrimitiveName> = (site: Site<P>) => Kernel | typeof alias

/** A kernel whose results may not lie on its operands. */
export const kernel = (emit: (frame: Frame) => void): Kernel => ({ inPlace: false, emit })

/** A kernel whose results may lie on its operands. */
export const pointwiseKernel = (emit: (frame: Frame) => void): Kernel => ({ inPlace: true, emit })
