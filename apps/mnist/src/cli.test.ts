/** The built program, in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from './testing/temporary-folder.ts'

const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

beforeAll(() => {
  if (!existsSync(program)) throw new Error('apps/mnist is not built; run `pnpm test`, which builds first, or `pnpm build`')
})

/** The program at work, and what it has printed so far. */
function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (printed.stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (printed.stderr += String(chunk)))
  const ended = once(child, 'close').then(([code]: unknown[]) => code)
  return { child, printed, ended }
}

test('stdout carries JSON lines only', async () => {
  const { printed, ended } = start('--json', '--epochs', '1')
  expect(await ended, printed.stderr).toBe(0)
  const [epoch, last, ...more] = printed.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(more).toEqual([])
  expect(epoch).toMatchObject({ epoch: 1, valAccuracy: expect.any(Number) })
  expect(last).toMatchObject({ backend: 'wasm', accuracy: expect.any(Number) })
})

test('SIGINT ends training within a second', async () => {
  const { child, printed, ended } = start('--epochs', '100000')
  await expect.poll(() => printed.stdout, { timeout: 20_000 }).toContain('Epoch 1/100000:')
  const sent = performance.now()
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  expect(performance.now() - sent).toBeLessThan(1000)
  expect(printed.stderr).toMatch(/^Interrupted after epoch \d+, step \d+; loss \S+, accuracy \S+\n$/)
})

const inFolder = temporaryFolder()

describe('a run that is ended and taken up again with --resume', () => {
  const options = ['--epochs', '12', '--seed', '3']
  let whole: Buffer

  beforeAll(async () => {
    const { printed, ended } = start(...options, '--save', inFolder('whole'))
    if ((await ended) !== 0) throw new Error(printed.stderr)
    whole = await readFile(inFolder('whole'))
  }, 120_000)

  test.each([
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const)('%s: the saved model is that of a run that was not, bit for bit', { timeout: 120_000 }, async (signal, code) => {
    const file = inFolder(signal)
    const filesOfRun = async (): Promise<string[]> => (await readdir(inFolder(''))).filter((name) => name.includes(signal))
    const first = start(...options, '--save', file)
    await expect.poll(() => first.printed.stdout, { timeout: 60_000, interval: 10 }).toContain('Epoch 3/12:')
    first.child.kill(signal)
    expect(await first.ended, first.printed.stderr).toBe(code)
    const hint = `\nTraining is kept in ${file}.backup; repeat the command with --resume to go on, and all other options as they were\n`
    expect(first.printed.stderr.endsWith(hint)).toBe(signal === 'SIGINT')
    // Beside the backup there may be the beginning of the next one, under another name.
    expect((await filesOfRun()).filter((name) => !name.startsWith('.'))).toEqual([`${signal}.backup`])
    const second = start(...options, '--save', file, '--resume')
    expect(await second.ended, second.printed.stderr).toBe(0)
    expect(second.printed.stdout).toContain('Epoch 12/12:')
    expect(second.printed.stdout).not.toContain('Epoch 2/12:')
    expect((await readFile(file)).equals(whole)).toBe(true)
    expect(await filesOfRun()).toEqual([signal])
  })
})

test('a bad option is one line on stderr and exit code 1', async () => {
  const { printed, ended } = start('--epochs', 'many')
  expect(await ended).toBe(1)
  expect(printed).toEqual({ stdout: '', stderr: 'mnist: --epochs: expected a whole number from 1, got "many"\n' })
})

test('a reader that leaves early ends the program without a word', async () => {
  const { child, printed, ended } = start('--epochs', '1')
  child.stdout.once('data', () => child.stdout.destroy())
  expect(await ended).toBe(0)
  expect(printed.stderr).toBe('')
})
