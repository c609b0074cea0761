/** One root test run: a project per package and app, read from source, and one each for the folders of repository checks. */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const sourceConditions = ['source', 'module', 'node', 'development|production']

/** The folders of the packages in a folder of the repository. */
const members = (folder: string): string[] =>
  readdirSync(new URL(folder, import.meta.url))
    .map((name) => `${folder}/${name}`)
    .filter((path) => existsSync(new URL(`${path}/package.json`, import.meta.url)))

const project = (root: string) => ({
  extends: true as const,
  test: { name: root.replace(/^(packages|apps|tests)\//, ''), root, include: ['**/*.test.{ts,mjs}'] },
})

export default defineConfig({
  // Packages find each other's TypeScript, so no test runs against a stale build.
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    projects: [...members('packages'), ...members('apps'), ...members('tests'), 'benchmarks', 'scripts'].map(project),
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**'],
    pool: 'forks',
    globalSetup: fileURLToPath(new URL('tests/browser/harness/software-gpu.ts', import.meta.url)),
    // Five seconds fail on a loaded machine.
    testTimeout: 60_000,
    // Memory tests call gc().
    execArgv: ['--expose-gc'],
    reporters: ['default', ['json', { outputFile: '.cache/test-results.json' }]],
  },
})
