/** Runs Turborepo with telemetry off, and on stderr: stdout belongs to the program that a person asked for. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo')
const root = fileURLToPath(new URL('..', import.meta.url))
/** Of a child's stdio: what it takes for stdout is our stderr. */
const ourStderr = 2

/**
 * @param {readonly string[]} tasks - names of tasks and flags of `turbo run`
 * @param {'ignore' | 'pipe' | 'inherit' | number} output - where what turbo prints goes
 */
const start = (tasks, output) =>
  spawn(process.execPath, [turbo, 'run', ...tasks, '--output-logs=errors-only'], {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', output, output],
  })

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} the exit code
 */
const ended = (child) =>
  new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })

/**
 * Runs tasks of turbo.json; shows a summary, and the output of those that fail.
 *
 * @param {readonly string[]} tasks - names of tasks and flags of `turbo run`
 * @returns {Promise<number>} the exit code
 */
export const runTasks = (tasks) => ended(start(tasks, ourStderr))

/**
 * Runs tasks of turbo.json, and says nothing unless they take a while or fail.
 *
 * @param {readonly string[]} tasks - names of tasks and flags of `turbo run`
 * @param {string} notice - what to say when they take more than a second
 * @returns {Promise<number>} the exit code
 */
export async function runTasksQuietly(tasks, notice) {
  const child = start(tasks, 'pipe')
  /** @type {Buffer[]} */
  const output = []
  child.stdout?.on('data', (chunk) => output.push(chunk))
  child.stderr?.on('data', (chunk) => output.push(chunk))
  const timer = setTimeout(() => process.stderr.write(`${notice}\n`), 1000)
  const code = await ended(child).finally(() => clearTimeout(timer))
  if (code !== 0) process.stderr.write(Buffer.concat(output))
  return code
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await runTasks(process.argv.slice(2))
