/** The import rules bite: each broken one is named on a small tree that breaks it. */
import { fileURLToPath } from 'node:url'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { expect, test } from 'vitest'
import { forbidden, options } from './dependency-cruiser.mjs'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

/** What the check reports on the packages of a folder. */
async function examine(folder: string): Promise<ICruiseResult> {
  const { output } = await cruise(['packages'], { ...options, baseDir: folder, validate: true, ruleSet: { forbidden } })
  return output as ICruiseResult
}

async function brokenRules(name: string): Promise<string[]> {
  const { summary } = await examine(fixture(name))
  return [...new Set(summary.violations.map(({ rule }) => rule.name))]
}

test.each([
  ['right', []],
  ['wrong-layer', ['layers-of-core']],
  ['type-of-wrong-layer', ['layers-of-core']],
  ['cycle', ['no-cycle']],
  ['cycle-of-types', []],
  ['unknown-package', ['known-package']],
  ['unlisted-backend', []],
  ['wrong-layer-of-unlisted-backend', ['layers-of-unlisted-backends']],
  ['unresolvable', ['resolvable']],
  ['dependency-of-core', ['core-stands-alone']],
])('%s', async (name, broken) => {
  expect(await brokenRules(name)).toEqual(broken)
})

test('an import by package name is followed to the sources of that package', async () => {
  const { modules } = await examine(repository)
  const importers = modules.filter(({ source }) => source.startsWith('packages/backend-cpu/src/'))
  expect(importers.flatMap(({ dependencies }) => dependencies.map(({ resolved }) => resolved))).toContain(
    'packages/core/src/index.ts',
  )
})
