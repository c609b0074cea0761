/** A sample: one primitive with attributes and operands to try it on. */
import { type DType, DTypeError, dtypes, type PrimitiveAttributes, type PrimitiveName } from '@neurite/core'
import { resultTypes } from '../program/program-writer.ts'
import type { HostTensor } from '../values/host-tensor.ts'

/** Operands and attributes of one node. */
interface SampleWith<Attributes> {
  readonly name: string
  readonly operands: readonly HostTensor[]
  readonly attributes: Attributes
}

type SamplesWith<Attributes> = readonly SampleWith<Attributes>[] | ((dtype: DType) => readonly SampleWith<Attributes>[])

/** Operands and attributes of one node of a primitive. */
export type Sample<P extends PrimitiveName> = SampleWith<PrimitiveAttributes[P]>

/** Samples of one primitive: a list where it decides the dtypes, or a list per dtype, for those that the type rule accepts. */
export type Samples<P extends PrimitiveName> = SamplesWith<PrimitiveAttributes[P]>

/** A sample, shortly. */
export const sample = <Attributes>(
  name: string,
  attributes: Attributes,
  ...operands: readonly HostTensor[]
): SampleWith<Attributes> => ({
  name,
  attributes,
  operands,
})

/** Whether the type rule takes the operands' dtypes. An operand of the wrong shape is a fault of the sample, and thrown. */
function isAccepted<P extends PrimitiveName>(primitive: P, { operands, attributes }: Sample<P>): boolean {
  try {
    resultTypes(primitive, operands, attributes)
    return true
  } catch (error) {
    if (error instanceof DTypeError) return false
    throw error
  }
}

/** Samples that hang on no dtype, or those of one. */
export interface SampleGroup<P extends PrimitiveName> {
  readonly dtype: DType | undefined
  readonly samples: readonly Sample<P>[]
}

/** The samples of a primitive for every dtype that its type rule accepts. */
export function groupsOf<P extends PrimitiveName>(primitive: P, row: Samples<P>): SampleGroup<P>[] {
  if (typeof row !== 'function') return [{ dtype: undefined, samples: row }]
  return dtypes
    .map((dtype) => ({ dtype, samples: row(dtype) }))
    .filter(({ samples }) => samples.length > 0 && samples.every((one) => isAccepted(primitive, one)))
}
