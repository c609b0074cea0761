/** The list of cases: complete, with titles that tell all apart, and the same each time. */
import { dtypes, primitiveNames } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { titleOf } from './conformance-case.ts'
import { conformanceCases } from './conformance-cases.ts'

const cases = conformanceCases()
const groups = new Set(cases.map(({ group }) => group))

describe('the cases', () => {
  test('have titles of their own', () => {
    expect(new Set(cases.map(titleOf)).size).toBe(cases.length)
  })

  test('are the same each time', () => {
    expect(conformanceCases().map(titleOf)).toEqual(cases.map(titleOf))
  })

  test.each(primitiveNames)('hold samples of %s, and a case about its gradient', (primitive) => {
    expect([...groups].filter((group) => group === primitive || group.startsWith(`${primitive} `))).not.toEqual([])
    expect(cases.filter(({ group, name }) => group === 'gradient' && name === primitive)).toHaveLength(1)
  })

  test('hold every dtype that a type rule accepts', () => {
    const dtypesOf = (primitive: string) => dtypes.filter((dtype) => groups.has(`${primitive} ${dtype}`))
    expect(dtypesOf('transpose')).toEqual(dtypes)
    expect(dtypesOf('equal')).toEqual(dtypes)
    expect(dtypesOf('add')).toEqual(dtypes.filter((dtype) => dtype !== 'bool'))
    expect(dtypesOf('exp')).toEqual(['float32', 'float16', 'float64'])
    expect(dtypesOf('bitwiseXor')).toEqual(['int32', 'uint32', 'int8', 'uint8', 'bool'])
    expect(dtypesOf('logicalAnd')).toEqual(['bool'])
    expect(dtypesOf('randomBits')).toEqual([])
  })
})
