/** Constraints: their values and identifiers. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, type Tensor, Variable } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { constraintOf, setConstraint } from './constraint-of.ts'
import type { Constraint } from './constraint.ts'
import { constraintConfig, type ConstraintLike, type ConstraintName, constraints, getConstraint } from './get-constraint.ts'
import { MaxNorm } from './max-norm.ts'
import { MinMaxNorm } from './min-max-norm.ts'
import { NonNeg } from './non-neg.ts'
import { UnitNorm } from './unit-norm.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

/** Columns of lengths 5, 0 and 1. */
const weight = tensor(
  [
    [3, 0, 1],
    [-4, 0, 0],
  ],
  { dtype: 'float64' },
)

describe('values', () => {
  test.each<[Constraint, number[][]]>([
    [
      new MaxNorm(),
      [
        [1.2, 0, 1],
        [-1.6, 0, 0],
      ],
    ],
    [
      new MaxNorm({ maxValue: 10, axis: 1 }),
      [
        [3, 0, 1],
        [-4, 0, 0],
      ],
    ],
    [
      new MaxNorm({ maxValue: Math.sqrt(26) / 2, axis: [0, 1] }),
      [
        [1.5, 0, 0.5],
        [-2, 0, 0],
      ],
    ],
    [
      new UnitNorm(),
      [
        [0.6, 0, 1],
        [-0.8, 0, 0],
      ],
    ],
    [
      new MinMaxNorm({ minValue: 2, maxValue: 3 }),
      [
        [1.8, 0, 2],
        [-2.4, 0, 0],
      ],
    ],
    [
      new MinMaxNorm({ maxValue: 1, rate: 0.5 }),
      [
        [1.8, 0, 1],
        [-2.4, 0, 0],
      ],
    ],
    [
      new NonNeg(),
      [
        [3, 0, 1],
        [0, 0, 0],
      ],
    ],
  ])('%o', async (constraint, expected) => {
    const obeying = constraint.apply(weight)
    expect(obeying.shape).toEqual(weight.shape)
    // Lengths are off by Keras's fuzz of 1e-7.
    for (const [index, value] of (await obeying.data()).entries()) expect(value).toBeCloseTo(expected.flat()[index]!, 6)
  })
})

test('belong to variables', () => {
  const variable = new Variable([1, 2])
  expect(constraintOf(variable)).toBeUndefined()
  const constraint = new NonNeg()
  setConstraint(variable, constraint)
  expect(constraintOf(variable)).toBe(constraint)
})

describe('identifiers', () => {
  test.each(Object.keys(constraints) as ConstraintName[])('%s survives the way through its configuration', (name) => {
    const constraint = getConstraint('Dense', name)
    expect(constraint).toBeInstanceOf(constraints[name])
    const remade = getConstraint('Dense', JSON.parse(JSON.stringify(constraintConfig(constraint))) as ConstraintLike)
    expect(remade).toEqual(constraint)
  })

  test('configurations hold every option', () => {
    const options = { minValue: 1, maxValue: 2, rate: 0.5, axis: [0, 1] }
    expect(constraintConfig(new MinMaxNorm(options))).toEqual({ className: 'MinMaxNorm', config: options })
    expect(new MaxNorm({ maxValue: 3 }).getConfig()).toEqual({ maxValue: 3, axis: 0 })
    expect(new UnitNorm({ axis: 1 }).getConfig()).toEqual({ axis: 1 })
  })

  test('functions of the user stay what they are', async () => {
    const own = (w: Tensor): Tensor => w.minimum(1)
    const constraint = getConstraint('Dense', own)
    expect(await constraint.apply(tensor([2])).item()).toBe(1)
    expect(constraintConfig(constraint)).toBe(own)
  })

  test.each<[unknown, string]>([
    ['max_norm', 'Dense: unknown constraint "max_norm"; did you mean "maxNorm"?'],
    ['nonneg', 'Dense: unknown constraint "nonneg"; did you mean "nonNeg"?'],
    [2, "Dense: expected a constraint, got the number 2; pass 'nonNeg' or new MaxNorm({ maxValue: 2 }), for example"],
  ])('%o is refused', (like, message) => {
    expect(() => getConstraint('Dense', like as ConstraintLike)).toThrow(message)
  })
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new MaxNorm({ maxValue: -1 }), 'MaxNorm: maxValue must be a number >= 0, got -1'],
    [() => new MaxNorm({ axis: 0.5 }), 'MaxNorm: axis must be an integer or an array of them, got the number 0.5'],
    [
      () => new UnitNorm({ axis: ['0'] as unknown as number[] }),
      'UnitNorm: axis must be an integer or an array of them, got [0]',
    ],
    [() => new MinMaxNorm({ minValue: 2, maxValue: 1 }), 'MinMaxNorm: maxValue must be a number >= 2, got 1'],
    [() => new MinMaxNorm({ rate: 2 }), 'MinMaxNorm: rate must be from 0 to 1, got 2'],
    [() => new NonNeg({ axis: 0 } as object), 'NonNeg: unknown option "axis"; '],
  ])('case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})
