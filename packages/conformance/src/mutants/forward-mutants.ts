/** Mutants of the reference, made by rule: for every primitive, each way of being slightly wrong. */
import { type Backend, type PrimitiveName, primitiveNames } from '@neurite/core'
import { like, withNodeFault } from '../faults/faulty-backend.ts'
import { type HostTensor, numbersOf } from '../values/host-tensor.ts'

/** Changes one result. The dtype decides what is a change: a bool has only one other value. */
type Mutation = (result: HostTensor) => readonly number[]

const changed = (value: number, dtype: string): number => {
  if (dtype === 'bool') return value === 0 ? 1 : 0
  return Number.isFinite(value) ? value + (value === 0 ? 1 : Math.sign(value) * Math.max(1, Math.abs(value) / 64)) : 0
}

/** Ways of being wrong. Each changes what a test of that primitive compares, whatever it computes. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'the last element is off': (result) => {
    const numbers = numbersOf(result)
    return numbers.map((value, index) => (index === numbers.length - 1 ? changed(value, result.dtype) : value))
  },
  'the first element is off': (result) =>
    numbersOf(result).map((value, index) => (index === 0 ? changed(value, result.dtype) : value)),
  'every element is off': (result) => numbersOf(result).map((value) => changed(value, result.dtype)),
  'elements stand one place on': (result) => {
    const numbers = numbersOf(result)
    return numbers.map((_, index) => numbers[(index + numbers.length - 1) % numbers.length]!)
  },
  'everything is 0': (result) => numbersOf(result).map(() => 0),
}

/** Mutations that only floats can show. */
export const floatMutations: Readonly<Record<string, Mutation>> = {
  'a thousandth too much': (result) => numbersOf(result).map((value) => value * 1.001),
}

/** A backend that is wrong in one way in one result of one primitive. */
export interface ForwardMutant {
  readonly name: string
  readonly primitive: PrimitiveName
  readonly create: () => Backend
}

const mutant = (primitive: PrimitiveName, name: string, mutate: Mutation, index: number): ForwardMutant => ({
  name: `${primitive}, result ${index}: ${name}`,
  primitive,
  create: () =>
    withNodeFault((node, _operands, results) =>
      node.primitive === primitive && results[index]
        ? results.map((result, at) => (at === index ? like(result, mutate(result)) : result))
        : results,
    ),
})

/** Results beyond the first, which a mutant may be wrong in as well. */
const resultsOf: Partial<Record<PrimitiveName, number>> = { sort: 2, scan: 4, cond: 2, while: 2, hostCall: 2 }

/** Results of these primitives are never floats, or never change by a factor: zeros and whole numbers. */
const isExact = (primitive: PrimitiveName): boolean =>
  ['argMax', 'argMin', 'randomBits', 'bitwiseAnd', 'bitwiseOr', 'bitwiseXor', 'bitwiseNot', 'shiftLeft', 'shiftRight'].includes(
    primitive,
  ) ||
  ['logicalNot', 'logicalAnd', 'logicalOr', 'equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'].includes(
    primitive,
  )

/** The one element of a scalar has no other place: literals, and the counts that loops and host functions give beside. */
const isEquivalent = (primitive: PrimitiveName, mutation: string, index: number): boolean =>
  mutation === 'elements stand one place on' && (primitive === 'constant' || (index > 0 && primitive !== 'sort'))

/** Primitives whose mutants cannot be seen, and why. */
export const invisible: Partial<Record<PrimitiveName, string>> = {
  composite: 'the suite inlines what a backend does not claim, and the reference claims nothing',
}

/** All mutants of the forward kernels. */
export const forwardMutants: readonly ForwardMutant[] = primitiveNames
  .filter((primitive) => !(primitive in invisible))
  .flatMap((primitive) => {
    const all = isExact(primitive) ? mutations : { ...mutations, ...floatMutations }
    return Array.from({ length: resultsOf[primitive] ?? 1 }, (_, index) =>
      Object.entries(all)
        // Indices and counts are integers.
        .filter(([name]) => !isEquivalent(primitive, name, index) && (index === 0 || !(name in floatMutations)))
        .map(([name, mutate]) => mutant(primitive, name, mutate, index)),
    ).flat()
  })
