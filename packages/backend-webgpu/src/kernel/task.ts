/** The contract between lowerings and the rest: what a kernel is made of, over values without addresses. */
import type { PrimitiveAttributes, PrimitiveName, TensorType } from '@neurite/core'
import type { TaskWriter } from './task-writer.ts'

/** A node as its lowering sees it: types and attributes, no addresses, so that equal nodes share code. */
export interface Site<P extends PrimitiveName = PrimitiveName> {
  readonly attributes: PrimitiveAttributes[P]
  readonly operands: readonly TensorType[]
  readonly results: readonly TensorType[]
}

/** A value of a lowering: an operand or a result of the node by its number, or a temporary that its own tasks hand on. */
export type Value = { readonly operand: number } | { readonly result: number } | { readonly temporary: number }

/** Invocations of a workgroup, unless a task asks for another number. */
export const workgroupSize = 64

/**
 * So many workgroups that run the same code, in any order and at the same time: what one writes, no other one reads. Tasks of a
 * program run one after another, or side by side where none needs another.
 */
export interface Task {
  /** What it does, for people who read errors, listings and profiles: `product 32x128x784`. */
  readonly name: string
  /** What it loads from; the numbers that `TaskWriter.load` takes. */
  readonly reads: readonly Value[]
  /** What it stores to; the numbers that `TaskWriter.store` takes. */
  readonly writes: readonly Value[]
  /** How many workgroups; none runs where it is 0. */
  readonly workgroups: number
  /** Invocations of each, `workgroupSize` unless given. */
  readonly size?: number
  /** Floating-point operations, for profiles. */
  readonly flops?: number
  /** Whether what it writes may lie on what it reads, both by number and of one size; never, without it. */
  readonly inPlace?: (write: number, read: number) => boolean
  /**
   * Writes the body of `fn task(group: i32, lane: i32)`: the number of the workgroup, and that of the invocation in it. `group` is
   * uniform, so barriers may stand where control flow depends on nothing else.
   */
  readonly emit: (code: TaskWriter) => void
}

/** What a call of a kernel becomes. */
export interface Lowered {
  /** In the order in which they run. */
  readonly tasks: readonly Task[]
  /** Types of the temporaries. */
  readonly temporaries?: readonly TensorType[]
}

/** A row of the lowering table. */
export type Lowering<P extends PrimitiveName> = (site: Site<P>) => Lowered

/** The operands and the results of a site, in order, as values. */
export const operandsOf = ({ operands }: Pick<Site, 'operands'>): Value[] => operands.map((_, operand) => ({ operand }))
export const resultsOf = ({ results }: Pick<Site, 'results'>): Value[] => results.map((_, result) => ({ result }))

/** Workgroups for so many invocations. */
export const groupsFor = (invocations: number, size = workgroupSize): number => Math.ceil(invocations / size)
