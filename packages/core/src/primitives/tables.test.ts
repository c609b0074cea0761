/** The tables of primitives fit together. */
import { expect, test } from 'vitest'
import { vjps } from '../autodiff/vjps.ts'
import { isElementwise } from './families.ts'
import { primitiveNames, typeRules } from './type-rules.ts'

test('every primitive has a gradient or says why not', () => {
  for (const name of primitiveNames) {
    const rule = vjps[name]
    if (typeof rule !== 'function') expect(rule.none.length, name).toBeGreaterThan(10)
  }
  expect(Object.keys(vjps).sort()).toEqual([...primitiveNames].sort())
})

test('elementwise primitives keep the shape of their operands', () => {
  const type = { shape: [2, 3], dtype: 'float32' } as const
  expect(isElementwise('add')).toBe(true)
  expect(isElementwise('reduceSum')).toBe(false)
  expect(typeRules.add('add', [type, type], {})).toEqual([type])
})

test.each([
  ['add', [[2], [3]], {}, /add: shapes \[2\] and \[3\] do not match/],
  ['reshape', [[2, 3]], { shape: [4] }, /cannot reshape \[2, 3\] \(6 elements\) to \[4\] \(4 elements\)/],
  ['transpose', [[2, 3]], { permutation: [0, 0] }, /is not a permutation/],
  ['broadcast', [[3]], { shape: [2] }, /\[3\] does not broadcast to \[2\]/],
  ['slice', [[4]], { starts: [3], limits: [9], strides: [1] }, /3:9:1 does not fit axis 0/],
  [
    'concat',
    [
      [2, 3],
      [2, 4],
    ],
    { axis: 0 },
    /differ in more than axis 0/,
  ],
  ['argMax', [[0]], { axis: 0 }, /is empty and has no extreme element/],
  ['dynamicSlice', [[4]], { sizes: [2] }, /expected one start per axis/],
  ['iota', [], { shape: [2], dtype: 'int32', axis: 1 }, /axis 1 is out of range/],
] as const)('%s refuses what does not fit', (name, shapes, attributes, message) => {
  const rule = typeRules[name] as (call: string, operands: readonly object[], attributes: object) => unknown
  expect(() =>
    rule(
      name,
      shapes.map((shape) => ({ shape, dtype: 'float32' })),
      attributes,
    ),
  ).toThrow(message)
})
