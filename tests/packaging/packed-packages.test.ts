/** What users install works: the program of the README, from JavaScript and from strict TypeScript. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmptyProject, type EmptyProject } from './empty-project.ts'

const minuteMs = 60_000
const fixture = (name: string): Promise<string> => readFile(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const program = await fixture('train.ts')
const savingProgram = await fixture('save-and-load.ts')

/** Libraries are checked too: no `skipLibCheck`, and nothing but what TypeScript brings by default. */
const compilerOptions = { strict: true, target: 'es2022', module: 'nodenext', types: [], rootDir: '.' }

let project: EmptyProject

beforeAll(async () => {
  project = await createEmptyProject()
}, 3 * minuteMs)

afterAll(() => project?.remove())

/** The accuracy that the program printed last. */
const accuracyIn = (output: string): number => Number(/\{ loss: [\d.e-]+, accuracy: ([\d.]+) \}\s*$/.exec(output)?.[1])

test('manifests point at built files, and depend on versions', async () => {
  expect(project.packages).toContain('neurite')
  for (const name of project.packages) {
    const { exports, dependencies = {} } = await project.manifestOf(name)
    expect(JSON.stringify(exports), name).not.toMatch(/source|src/)
    expect(JSON.stringify(dependencies), name).not.toMatch(/workspace:/)
  }
})

test('the program runs from JavaScript', { timeout: 3 * minuteMs }, async () => {
  await project.write('train.js', program)
  expect(accuracyIn(await project.node('train.js'))).toBeGreaterThan(0.8)
})

test('a saved model is loaded, by an entry of its own', { timeout: minuteMs }, async () => {
  await project.write('save-and-load.js', savingProgram)
  expect(await project.node('save-and-load.js')).toBe('true\n')
})

test.each(['5.9', '6.0'])('the program compiles and runs from TypeScript %s', { timeout: 5 * minuteMs }, async (version) => {
  const outDir = `built-${version}`
  const files = ['train.ts', 'save-and-load.ts']
  await project.write('train.ts', program)
  await project.write('save-and-load.ts', savingProgram)
  await project.write('tsconfig.json', JSON.stringify({ compilerOptions: { ...compilerOptions, outDir }, files }))
  const compiler = createRequire(import.meta.url).resolve(`typescript-${version}/bin/tsc`)
  expect(await project.node(compiler, '-p', '.').catch(({ stdout }: { stdout: string }) => stdout)).toBe('')
  expect(accuracyIn(await project.node(`${outDir}/train.js`))).toBeGreaterThan(0.8)
})
