/** The cases of every primitive: each sample for each dtype, in all layouts. */
import { isElementwise, type PrimitiveName, primitiveNames } from '@neurite/core'
import { layoutsFor } from '../layouts/layout.ts'
import { groupsOf, type SampleGroup, type Samples } from '../samples/sample.ts'
import { samples } from '../samples/samples.ts'
import type { ConformanceCase } from '../suite/conformance-case.ts'
import { runConstantOperands } from './constant-operand-case.ts'
import { runSample } from './sample-case.ts'

const table: { readonly [P in PrimitiveName]: Samples<P> } = samples

function casesOfGroup<P extends PrimitiveName>(primitive: P, { dtype, samples: list }: SampleGroup<P>): ConformanceCase[] {
  const group = dtype ? `${primitive} ${dtype}` : primitive
  const cases = list.map((sample, index): ConformanceCase => ({
    group,
    name: sample.name,
    run: (context) => runSample(context, primitive, sample, layoutsFor(dtype, index)),
  }))
  if (!isElementwise(primitive) || list[0]?.operands.length !== 2) return cases
  return [...cases, { group, name: 'with constants', run: (context) => runConstantOperands(context, primitive, list) }]
}

function casesOfPrimitive<P extends PrimitiveName>(primitive: P): ConformanceCase[] {
  const row: Samples<P> = table[primitive]
  return groupsOf(primitive, row).flatMap((group) => casesOfGroup(primitive, group))
}

/** All samples as cases. */
export const primitiveCases = (): ConformanceCase[] => primitiveNames.flatMap((primitive) => casesOfPrimitive(primitive))
