/** Comparisons: all of them on the same pairs. */
import type { CompareName, DType } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, tensor } from '../../testing/apply-primitive.ts'

const inf = Infinity

const pairs: Record<string, { dtypes: DType[]; a: number[]; b: number[] }> = {
  floats: { dtypes: ['float32', 'float16', 'float64'], a: [1, 2, 2, -0, NaN, NaN, inf], b: [2, 1, 2, 0, NaN, 1, inf] },
  'signed integers': { dtypes: ['int32', 'int8'], a: [-1, 1, 5], b: [1, -1, 5] },
  'unsigned integers': { dtypes: ['uint32', 'uint8'], a: [255, 0, 9], b: [0, 255, 9] },
  bools: { dtypes: ['bool'], a: [0, 1, 0, 1], b: [0, 0, 1, 1] },
}

const answers: Record<CompareName, Record<string, number[]>> = {
  equal: { floats: [0, 0, 1, 1, 0, 0, 1], 'signed integers': [0, 0, 1], 'unsigned integers': [0, 0, 1], bools: [1, 0, 0, 1] },
  notEqual: { floats: [1, 1, 0, 0, 1, 1, 0], 'signed integers': [1, 1, 0], 'unsigned integers': [1, 1, 0], bools: [0, 1, 1, 0] },
  less: { floats: [1, 0, 0, 0, 0, 0, 0], 'signed integers': [1, 0, 0], 'unsigned integers': [0, 1, 0], bools: [0, 0, 1, 0] },
  lessEqual: { floats: [1, 0, 1, 1, 0, 0, 1], 'signed integers': [1, 0, 1], 'unsigned integers': [0, 1, 1], bools: [1, 0, 1, 1] },
  greater: { floats: [0, 1, 0, 0, 0, 0, 0], 'signed integers': [0, 1, 0], 'unsigned integers': [1, 0, 0], bools: [0, 1, 0, 0] },
  greaterEqual: {
    floats: [0, 1, 1, 1, 0, 0, 1],
    'signed integers': [0, 1, 1],
    'unsigned integers': [1, 0, 1],
    bools: [1, 1, 0, 1],
  },
}

const compareNames: readonly CompareName[] = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual']

const cases = compareNames.flatMap((primitive) =>
  Object.entries(pairs).flatMap(([kind, { dtypes, a, b }]) =>
    dtypes.map((dtype) => ({ primitive, dtype, a, b, expected: answers[primitive][kind]! })),
  ),
)

describe('comparisons', () => {
  test.each(cases)('$primitive of $dtype $a and $b', ({ primitive, dtype, a, b, expected }) => {
    const given = apply({ primitive, attributes: {} }, tensor(dtype, a), tensor(dtype, b))
    expect(given).toEqual(tensor('bool', expected))
  })
})
