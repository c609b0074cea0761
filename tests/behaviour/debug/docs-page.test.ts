/**
 * What docs/debugging.md shows is what is printed, times and paths aside. Its blocks stand behind `<!-- printed: name -->`;
 * `NEURITE_UPDATE_DOCS=1` writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { setBackend, setDebugLevel } from '@neurite/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { planProgram } from '../../../packages/backend-wasm/src/program/plan.ts'
import { exampleProgram } from '../compiler/example-step.ts'
import { checkedRun, emitting, withBrokenStep } from './checked-run.ts'
import { runExample } from './example-function.ts'

const page = new URL('../../../docs/debugging.md', import.meta.url)
const block = /(<!-- printed: ([\w-]+) -->\n+)(```\w+\n)([\s\S]*?)\n```/g

/** The code between the marks of the example, as the page shows it. */
function exampleCode(): string {
  const source = readFileSync(new URL('example-function.ts', import.meta.url), 'utf8')
  const lines = source.slice(source.indexOf('// #region'), source.indexOf('  // #endregion')).split('\n').slice(1, -1)
  return lines.map((line) => line.slice(2)).join('\n')
}

/** What a level prints that the one below does not; the paths of files and the last digits of times are nobody's business. */
async function printedAt(level: number): Promise<string[]> {
  const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
  setDebugLevel(level)
  const backend = await setBackend(wasm({ threads: 1, simd: 'plain' }))
  await runExample()
  setDebugLevel(0)
  await backend.dispose()
  const lines = errors.mock.calls.map(([line]) => shortened(String(line)).replaceAll(/\([^()]*\/([\w-]+\.ts):\d+:\d+\)/g, '($1)'))
  errors.mockRestore()
  return lines
}

/** Without what differs from run to run, or with every improvement of the code for products. */
const timeless = (text: string): string =>
  text.replaceAll(/[\d.e-]+ (ms|GFLOP\/s|bytes)/g, '… $1').replaceAll(/\d\.\d{6,}|(?<=give or take )[\d.e-]+/g, '…')

/** The code of products is long. */
const shortened = (line: string): string => line.replace(/(: dotGeneral\(.* {\n)[^}]*}/, '$1  …\n}')

/** What the check says of the third kernel of docs/compiler.md when one element of it is wrong. */
async function checkMessage(): Promise<string> {
  const program = await exampleProgram()
  await checkedRun(program, planProgram(program))
  const doubling = emitting((frame, before) => {
    before(frame)
    const { pointer } = frame.results[0]!
    frame.code.get(pointer, pointer).access('f32.load', 20).f32(2).op('f32.mul').access('f32.store', 20)
  })
  return checkedRun(program, withBrokenStep(program, 2, doubling)).then(
    () => 'nothing',
    (error: unknown) => String(error),
  )
}

const printed = new Map<string, string>()

beforeAll(async () => {
  printed.set('code', exampleCode())
  const below = new Set<string>()
  for (const level of [1, 2, 3, 4]) {
    const lines = await printedAt(level)
    const own = lines.filter((line) => !below.has(timeless(line)))
    printed.set(`level-${level}`, own.join('\n'))
    for (const line of lines) below.add(timeless(line))
  }
  printed.set('check', await checkMessage())
  if (process.env['NEURITE_UPDATE_DOCS'] !== '1') return
  const text = readFileSync(page, 'utf8')
  writeFileSync(
    page,
    text.replace(block, (_, mark: string, name: string, open: string) => `${mark}${open}${printed.get(name)}\n\`\`\``),
  )
})

afterAll(() => setBackend(cpu()))

test('the page shows what is printed', () => {
  const shown = new Map([...readFileSync(page, 'utf8').matchAll(block)].map(([, , name, , text]) => [name!, text!]))
  expect([...shown.keys()]).toEqual([...printed.keys()])
  for (const [name, text] of printed) expect(timeless(shown.get(name)!), name).toBe(timeless(text))
})
