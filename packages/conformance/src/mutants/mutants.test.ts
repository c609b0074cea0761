/** The suite bites: mutants of the reference, made by rule for every primitive and every gradient, are all found. */
import { cpu } from '@neurite/backend-cpu'
import { type PrimitiveName, primitiveNames, type Tensor, vjps } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { conformanceCases } from '../suite/conformance-cases.ts'
import type { ConformanceCase } from '../suite/conformance-case.ts'
import { forwardMutants, invisible } from './forward-mutants.ts'
import { vjpMutations } from './vjp-mutations.ts'

const cases = conformanceCases()

/** The cases that are about a primitive. */
const casesAbout = (primitive: PrimitiveName): ConformanceCase[] =>
  cases.filter(({ group }) => group === primitive || group.startsWith(`${primitive} `))

/** Whether some case fails on the backend. The first failure ends the search. */
async function isKilled(create: () => ReturnType<typeof cpu>, list: readonly ConformanceCase[]): Promise<boolean> {
  const backend = create()
  for (const one of list) {
    try {
      await one.run({ backend, tolerance: {}, create: async () => create() })
    } catch {
      return true
    }
  }
  return false
}

describe('mutants of the kernels', () => {
  test('there is at least one for every primitive', () => {
    const mutated = new Set(forwardMutants.map(({ primitive }) => primitive))
    expect(primitiveNames.filter((name) => !mutated.has(name) && !(name in invisible))).toEqual([])
  })

  test.each(primitiveNames.filter((name) => !(name in invisible)))('%s: all are killed', async (primitive) => {
    const list = casesAbout(primitive)
    const survivors: string[] = []
    for (const { name, create } of forwardMutants.filter((mutant) => mutant.primitive === primitive)) {
      if (!(await isKilled(create, list))) survivors.push(name)
    }
    expect(survivors).toEqual([])
  })
})

describe('mutants of the gradients', () => {
  const table = vjps as unknown as Record<string, unknown>
  const withRules = primitiveNames.filter((name) => typeof vjps[name] === 'function')

  test.each(withRules)('%s: all are killed', async (primitive) => {
    const original = table[primitive] as (context: never) => readonly (Tensor | undefined)[]
    const list = cases.filter(({ group, name }) => group === 'gradient' && name === primitive)
    expect(list).toHaveLength(1)
    const survivors: string[] = []
    for (const [name, mutate] of Object.entries(vjpMutations)) {
      table[primitive] = (context: never) => mutate(original(context))
      try {
        if (!(await isKilled(cpu, list))) survivors.push(name)
      } finally {
        table[primitive] = original
      }
    }
    expect(survivors).toEqual([])
  })
})
