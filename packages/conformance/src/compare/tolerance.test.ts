/** How exact backends have to be. */
import { isElementwise, primitiveNames, vjps } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { toleranceOf, tolerances } from './tolerance.ts'

const exact = primitiveNames.filter((name) => tolerances[name] === 'exact')

test('every primitive has a row', () => {
  expect(Object.keys(tolerances).sort()).toEqual([...primitiveNames].sort())
})

describe('what is not exact', () => {
  test.each(primitiveNames.filter((name) => !exact.includes(name)))('%s is off by a few units at most', (name) => {
    const { ulps } = tolerances[name] as { readonly ulps: number }
    expect(Number.isInteger(ulps)).toBe(true)
    expect(ulps).toBeGreaterThanOrEqual(0)
    // float16 keeps 11 bits: more would let anything pass.
    expect(ulps).toBeLessThanOrEqual(64)
  })
})

test('what moves elements, compares them or has integers for results is exact', () => {
  const moving = [
    'reshape',
    'transpose',
    'broadcast',
    'flip',
    'slice',
    'pad',
    'concat',
    'gather',
    'sort',
    'select',
    'iota',
  ] as const
  for (const name of [...moving, 'equal', 'less', 'argMax', 'bitwiseAnd', 'shiftLeft', 'randomBits'] as const) {
    expect(exact, name).toContain(name)
  }
})

test('what rounds has a derivative that is not 0, but for those that only look at signs', () => {
  const piecewiseConstant = ['sign', 'floor', 'ceil', 'round']
  for (const name of primitiveNames.filter((primitive) => isElementwise(primitive) && !exact.includes(primitive))) {
    const rule = vjps[name]
    const isConstant = typeof rule !== 'function' && rule.isZero
    expect(isConstant, name).toBe(piecewiseConstant.includes(name))
  }
})

test('a backend overrides rows for itself alone', () => {
  const overrides = { exp: { ulps: 9 } } as const
  expect(toleranceOf('exp', overrides)).toEqual({ ulps: 9 })
  expect(toleranceOf('exp', {})).toBe(tolerances.exp)
  expect(toleranceOf('log', overrides)).toBe(tolerances.log)
})
