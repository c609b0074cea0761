/** Checks the results of one node against the reference, given its operands. */
import { evaluateGraph } from '@neurite/backend-cpu'
import { type DType, formatType, type HostArray, isFloat, type PrimitiveAttributes, type PrimitiveName } from '@neurite/core'
import { resultTypes, singleNode } from '../program/program-writer.ts'
import { ConformanceError } from '../suite/conformance-case.ts'
import { hostTensor, type HostTensor, numbersOf, toFloat64 } from '../values/host-tensor.ts'
import { describeDifference, elementAgreement, type TermScale } from './compare.ts'
import { mayBeNaN, withNaNAccepted } from './open-results.ts'
import { flushed, mayFlush, type Subnormals, withFlushesAccepted } from './subnormals.ts'
import { type ToleranceOverrides, toleranceOf } from './tolerance.ts'
import { highestOf } from './units-in-last-place.ts'

/** How near a backend comes to the reference. */
export interface Precision {
  /** How much further from the reference it may be, by primitive and dtype. */
  readonly tolerance: ToleranceOverrides
  /** What it does with subnormal numbers. */
  readonly subnormals?: Subnormals
}

/** What the reference makes of one node. */
export function referenceNode<P extends PrimitiveName>(
  primitive: P,
  operands: readonly HostTensor[],
  attributes: PrimitiveAttributes[P],
): HostTensor[] {
  const bits = evaluateGraph(
    singleNode(primitive, operands, attributes),
    operands.map((operand) => operand.bits),
  )
  return resultTypes(primitive, operands, attributes).map((type, index) => ({ ...type, bits: bits[index]! }))
}

/** Absolute values: in float64, or in the dtype that the body of a loop or branch is written for. */
const magnitudes = (operand: HostTensor, dtype: DType): HostTensor =>
  isFloat(operand.dtype) ? hostTensor(dtype, operand.shape, numbersOf(operand).map(Math.abs)) : operand

/** Operands that decide where terms go, and are no terms: their signs count. */
const deciding: { readonly [P in PrimitiveName]?: number } = { windowScatter: 0 }

const hasBody = (attributes: object): boolean => 'body' in attributes || 'onTrue' in attributes

/** For each element of a result, the sum of the magnitudes of its terms: the same node over absolute values. */
export function termScale<P extends PrimitiveName>(
  primitive: P,
  operands: readonly HostTensor[],
  attributes: PrimitiveAttributes[P],
  index: number,
): TermScale {
  const absolute = operands.map((operand, at) => {
    if (at === deciding[primitive]) return isFloat(operand.dtype) ? toFloat64(operand) : operand
    return magnitudes(operand, hasBody(attributes) ? operand.dtype : 'float64')
  })
  return numbersOf(toFloat64(referenceNode(primitive, absolute, attributes)[index]!))
}

/**
 * Throws unless the given results are what the reference computes, to the primitive's tolerance.
 *
 */
export function checkNode<P extends PrimitiveName>(
  primitive: P,
  operands: readonly HostTensor[],
  attributes: PrimitiveAttributes[P],
  given: readonly HostArray[],
  { tolerance: overrides, subnormals = 'kept' }: Precision,
): void {
  const tolerance = toleranceOf(primitive, overrides)
  const seen = subnormals === 'flushed' && mayFlush(primitive, tolerance) ? flushed(operands) : undefined
  const alternatives = seen && (seen === operands ? undefined : referenceNode(primitive, seen, attributes))
  const isOpen = mayBeNaN(primitive, operands, attributes)
  referenceNode(primitive, operands, attributes).forEach((expected, index) => {
    const needsScale = tolerance !== 'exact' && tolerance.ofTerms && isFloat(expected.dtype)
    const scale = needsScale ? termScale(primitive, operands, attributes, index) : undefined
    const taken = isOpen ? withNaNAccepted({ ...expected, bits: given[index]! }, expected).bits : given[index]!
    const certain =
      tolerance !== 'exact' && tolerance.ofFactors
        ? withOverflowsAccepted(primitive, operands, attributes, taken, expected)
        : taken
    let difference = describeDifference(expected, certain, expected.bits, tolerance, scale)
    if (difference && seen) {
      const isNear = elementAgreement(expected, tolerance, scale)
      const bits = withFlushesAccepted(certain, expected, alternatives?.[index] ?? expected, isNear)
      difference = describeDifference(expected, bits, expected.bits, tolerance, scale)
    }
    if (!difference) return
    const call = `${primitive}(${operands.map(formatType).join(', ')}) ${JSON.stringify(attributes)}`
    throw new ConformanceError(`${call}: result ${index}, ${difference}; the operands are ${operands.map(preview).join(' and ')}`)
  })
}

/** The given elements of a product, the expected ones in the place of those whose factors may leave the dtype's range on the way. */
function withOverflowsAccepted<P extends PrimitiveName>(
  primitive: P,
  operands: readonly HostTensor[],
  attributes: PrimitiveAttributes[P],
  given: HostArray,
  expected: HostTensor,
): HostArray {
  if (!isFloat(expected.dtype) || given.length !== expected.bits.length) return given
  const productOf = (bound: (magnitude: number, one: number) => number): Float64Array | number[] => {
    const bounded = operands.map((operand) =>
      hostTensor(
        'float64',
        operand.shape,
        Array.from(numbersOf(operand), (value) => bound(Number.isFinite(value) ? Math.abs(value) : 1, 1)),
      ),
    )
    return Array.from(numbersOf(referenceNode(primitive, bounded, attributes)[0]!))
  }
  const [greatest, least] = [productOf(Math.max), productOf(Math.min)]
  const limit = highestOf(expected.dtype) / 2
  const bits = given.slice()
  for (let i = 0; i < bits.length; i++) if (greatest[i]! > limit && least[i]! < 1) bits[i] = expected.bits[i]!
  return bits
}

/** The first elements of an operand, for messages. */
const preview = (operand: HostTensor): string => {
  const numbers = numbersOf(operand)
  return `[${numbers.slice(0, 12).join(', ')}${numbers.length > 12 ? ', ...' : ''}]`
}
