/** One root test run: a project per package and app, read from source, and one each for the folders of repository checks. */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

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

/** Files that take minutes: begun last, they would run on when everything else is over. */
const long =
  /(backend-dawn\/src\/(conformance|random-graphs)|browser\/webgpu|gpu\/steps|conformance\/src\/(backends|mutants)\/.*)\.test\.ts$/

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification): boolean => long.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  // Packages find each other's TypeScript, so no test runs against a stale build.
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    projects: [...members('packages'), ...members('apps'), ...members('tests'), 'benchmarks', 'scripts'].map(project),
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**'],
    pool: 'forks',
    // As many as there are cores; as it comes, one is left free, which is half of a small machine.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    globalSetup: fileURLToPath(new URL('tests/browser/harness/software-gpu.mjs', import.meta.url)),
    // Five seconds fail on a loaded machine.
    testTimeout: 60_000,
    // Memory tests call gc().
    execArgv: ['--expose-gc'],
    reporters: ['default', ['json', { outputFile: '.cache/test-results.json' }]],
  },
})
