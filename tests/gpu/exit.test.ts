/** Processes that compute on Dawn end as others do: by themselves, with their own exit code, and without a word. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

const here = dirname(fileURLToPath(import.meta.url))
// Beside this file, so that the package with Dawn is found.
const folder = mkdtempSync(join(here, 'node_modules', '.exit-'))
const program = join(folder, 'training.mjs')

beforeAll(() =>
  build({
    entryPoints: [join(here, 'programs', 'training.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
    external: ['webgpu'],
    logLevel: 'error',
  }),
)
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

/** Runs the program; `watch` is called with all that it has said. */
function run(ending: string, watch: (out: string, child: ChildProcess) => void = () => {}): Promise<Ended> {
  const child = spawn(process.execPath, [program, ending], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => watch((out += text.toString()), child))
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, out, err })))
}

test.each(['normal', 'dispose', 'worker'])('%s: by itself, in silence', async (ending) => {
  const { code, signal, out, err } = await run(ending)
  expect({ code, signal, err }).toEqual({ code: 0, signal: null, err: '' })
  expect(out).toContain(ending === 'worker' ? 'worker ended' : 'trained 2')
})

test('an uncaught error ends it, and is what is said', async () => {
  const { code, err } = await run('throw')
  expect(code).toBe(1)
  expect(err).toContain('an error of the program')
})

test('an exit in the middle of the work keeps its code', async () => {
  const { code, signal } = await run('busy')
  expect({ code, signal }).toEqual({ code: 7, signal: null })
})

test('an interrupt ends it', async () => {
  const { signal } = await run('wait', (out, child) => {
    if (out.includes('waiting')) child.kill('SIGINT')
  })
  expect(signal).toBe('SIGINT')
})
