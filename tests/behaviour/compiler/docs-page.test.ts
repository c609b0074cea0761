/**
 * What docs/compiler.md shows of each stage is what the stage prints. Its blocks stand behind `<!-- printed: name -->`;
 * `NEURITE_UPDATE_DOCS=1` writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { formatType, type Graph, printGraph, type Program } from '@neurite/core'
import { beforeAll, expect, test } from 'vitest'
import type { Place } from '../../../packages/compiler/src/index.ts'
import { planProgram, type Step } from '../../../packages/backend-wasm/src/program/plan.ts'
import { canonicalise } from '../../../packages/compiler/src/canonicalise/canonicalise.ts'
import { groupNodes } from '../../../packages/compiler/src/group/grouping.ts'
import { compileGraph, printKernels } from '../../../packages/compiler/src/index.ts'
import { updatesOf } from '../../../packages/compiler/src/testing/program-lines.ts'
import { exampleProgram } from './example-step.ts'

const page = new URL('../../../docs/compiler.md', import.meta.url)

function printProgram({ graph, bindings }: Program): string {
  const roles = bindings.map(({ role, type }) => `${role} ${formatType(type)}`)
  return `bindings: ${roles.join(', ')}\n${printGraph(graph)}`
}

/** A line per group, in the order of the graph: what shapes it, what it computes, what it writes. */
function printGroups(graph: Graph): string {
  const makers = new Map(graph.nodes.flatMap(({ results, primitive }) => results.map((id) => [id, primitive] as const)))
  const names = (ids: Iterable<number>): string =>
    [...ids]
      .sort((a, b) => a - b)
      .map((id) => `%${id} ${makers.get(id)}`)
      .join(', ')
  const { groups } = groupNodes(graph)
  return [...groups]
    .sort((a, b) => Math.max(...a.stored) - Math.max(...b.stored))
    .map(
      ({ heart, members, stored }) =>
        `${heart} of ${names(members.keys())}; writes ${[...stored]
          .sort((a, b) => a - b)
          .map((id) => `%${id}`)
          .join(', ')}`,
    )
    .join('\n')
}

const placeOf = (place: Place): string => ('buffer' in place ? `buffer ${place.buffer}` : `arena + ${place.arenaBytes}`)

function printStep({ kernel: { site }, places }: Step): string {
  const types = [...site.operands, ...site.results].map((type, i) => `${formatType(type)} at ${placeOf(places[i]!)}`)
  return `reads ${types.slice(0, site.operands.length).join(', ')}\n   writes ${types.slice(site.operands.length).join(', ')}`
}

function printPlan(program: Program): string {
  const { steps, commits, arenaBytes } = planProgram(program)
  const lines = steps.map((step, i) => `${i + 1}. ${printStep(step)}`)
  return [...lines, `copies at the end: ${commits.length}`, `arena: ${arenaBytes} bytes`].join('\n')
}

/** The code between the marks of the example, as the page shows it. */
function exampleCode(): string {
  const source = readFileSync(new URL('example-step.ts', import.meta.url), 'utf8')
  const lines = source.slice(source.indexOf('// #region'), source.indexOf('  // #endregion')).split('\n').slice(1, -1)
  return lines.map((line) => line.slice(2)).join('\n')
}

const printed = new Map<string, string>()

beforeAll(async () => {
  const program = await exampleProgram()
  const canonical = canonicalise(program.graph)
  printed.set('code', exampleCode())
  printed.set('program', printProgram(program))
  printed.set('canonical', printGraph(canonical))
  printed.set('groups', printGroups(canonical))
  printed.set('kernels', printKernels(compileGraph(program.graph, updatesOf(program))))
  printed.set('plan', printPlan(program))
  if (process.env['NEURITE_UPDATE_DOCS'] !== '1') return
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(
      block,
      (_, mark: string, name: string, open: string) => `${mark}${open}${printed.get(name)}\n\`\`\``,
    ),
  )
})

const block = /(<!-- printed: (\w+) -->\n+)(```\w+\n)([\s\S]*?)\n```/g

test('the page shows every stage as it is', () => {
  const shown = new Map([...readFileSync(page, 'utf8').matchAll(block)].map(([, , name, , text]) => [name!, text!]))
  expect([...shown.keys()]).toEqual([...printed.keys()])
  for (const [name, text] of printed) expect(shown.get(name), name).toBe(text)
})
