/** The launcher is invisible: arguments, stdout, SIGINT and exit code are the program's own. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

/** Launches the program; `onOutput` is called with the launcher's process when the program has printed. */
const launch = (
  args: readonly string[],
  onOutput: (pid: number) => void = () => {},
): Promise<{ code: number | null; stdout: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fixture('launch.mjs'), fixture('program.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    child.stdout.once('data', () => onOutput(child.pid!)).on('data', (chunk) => (stdout += chunk))
    child.on('error', reject).on('close', (code) => resolve({ code, stdout }))
  })

test('arguments, stdout and the exit code pass through', async () => {
  expect(await launch(['exit', '3', '--json', 'a b'])).toEqual({ code: 3, stdout: '["exit","3","--json","a b"]\n' })
})

test('a program that a signal ends gives 128 and the number of the signal', async () => {
  expect((await launch(['crash'])).code).toBe(128 + 9)
})

test('SIGINT is handed on, and the program finishes its own handling', async () => {
  const { code, stdout } = await launch(['wait', '5'], (pid) => process.kill(pid, 'SIGINT'))
  expect({ code, stdout }).toEqual({ code: 5, stdout: '["wait","5"]\nsaved\n' })
})
