/** The cases of every primitive: each sample for each dtype, in all layouts or in the direct ones. */
import { isElementwise, type PrimitiveName, primitiveNames } from '@neurite/core'
import { type LayoutChoice, layoutsFor } from '../layouts/layout.ts'
import { groupsOf, type SampleGroup, type Samples } from '../samples/sample.ts'
import { samples } from '../samples/samples.ts'
import type { ConformanceCase } from '../suite/conformance-case.ts'
import { runConstantOperands } from './constant-operand-case.ts'
import { runSample } from './sample-case.ts'

const table: { readonly [P in PrimitiveName]: Samples<P> } = samples

function casesOfGroup<P extends PrimitiveName>(
  primitive: P,
  { dtype, samples: list }: SampleGroup<P>,
  choice: LayoutChoice,
): ConformanceCase[] {
  const group = dtype ? `${primitive} ${dtype}` : primitive
  const cases = list.map((sample, index): ConformanceCase => ({
    group,
    name: sample.name,
    run: (context) => runSample(context, primitive, sample, layoutsFor(dtype, index, choice)),
  }))
  if (choice === 'direct' || !isElementwise(primitive) || list[0]?.operands.length !== 2) return cases
  return [...cases, { group, name: 'with constants', run: (context) => runConstantOperands(context, primitive, list) }]
}

function casesOfPrimitive<P extends PrimitiveName>(primitive: P, choice: LayoutChoice): ConformanceCase[] {
  const row: Samples<P> = table[primitive]
  return groupsOf(primitive, row).flatMap((group) => casesOfGroup(primitive, group, choice))
}

/** All samples as cases. */
export const primitiveCases = (choice: LayoutChoice = 'all'): ConformanceCase[] =>
  primitiveNames.flatMap((primitive) => casesOfPrimitive(primitive, choice))
