/** A process that trained ends by itself, and at once: when it is done, when it fails, and when it asks for it. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('exit.mjs', import.meta.url))

beforeAll(() => {
  const built = fileURLToPath(new URL('../../../packages/nn/dist/index.js', import.meta.url))
  if (!existsSync(built)) throw new Error('the packages are not built; run `pnpm test`, which builds first, or `pnpm build`')
})

/** How a process ended; no code means that it had to be killed. */
interface End {
  readonly code: number | null
  readonly output: string
  readonly errors: string
  /** Milliseconds from its last line to its end. */
  readonly lingeredMs: number
}

function run(threads: number, ending: string): Promise<End> {
  const child = spawn(process.execPath, [script, String(threads), ending], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, errors, lastMs] = ['', '', performance.now()]
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
    lastMs = performance.now()
  })
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const killer = setTimeout(() => child.kill('SIGKILL'), 40_000)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(killer)
      resolve({ code, output, errors, lingeredMs: performance.now() - lastMs })
    })
  })
}

describe.each([1, 2])('a process that trained on %i threads', (threads) => {
  test.each([
    ['return', 0, '160 steps'],
    ['throw', 1, undefined],
    ['exit', 7, undefined],
    ['throw later', 1, undefined],
    ['exit later', 7, undefined],
  ])('ends after "%s" with code %i', async (ending, expected, last) => {
    const { code, output, errors, lingeredMs } = await run(threads, ending)
    expect(code, errors).toBe(expected)
    expect(output).toContain(`${threads - 1} workers`)
    if (last) expect(output).toContain(last)
    else expect(output).not.toContain('steps')
    if (ending.startsWith('throw')) expect(errors).toContain('thrown on purpose')
    else expect(errors).toBe('')
    expect(lingeredMs).toBeLessThan(10_000)
  })
})
