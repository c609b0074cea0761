/** The built program, in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'

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
