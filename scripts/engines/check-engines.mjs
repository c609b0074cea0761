/** `pnpm check:engines`: the wasm backend on a newer Node, on Deno and on Bun. */
import { spawn, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runTasksQuietly } from '../turbo.mjs'
import { installEngines } from './install-engines.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = fileURLToPath(new URL('train.mjs', import.meta.url))
/** A process that trained exits by itself, long before this. */
const longestMs = 120_000
/** Deno reads files only with leave; it needs no other. Our packages are found as pnpm linked them. */
const denoFlags = ['run', '--quiet', '--no-prompt', '--allow-read', '--node-modules-dir=manual']

let [passed, failed] = [0, 0]

/**
 * @param {string} what
 * @param {string | undefined} complaint - nothing where all is well
 */
function report(what, complaint) {
  if (complaint === undefined) passed += 1
  else failed += 1
  console.log(complaint === undefined ? `passed  ${what}` : `FAILED  ${what}: ${complaint}`)
}

/**
 * What a training printed.
 *
 * @typedef {{ backend: string, losses: number[], sharedRuns: number }} Outcome
 */

/**
 * Trains in a process of its own.
 *
 * @param {readonly string[]} command - the engine and its flags
 * @param {string[]} threads - a number, or nothing for the default backend
 * @returns {Promise<Outcome | string>} what came of it, or what went wrong
 */
function train([engine = '', ...flags], threads) {
  const child = spawn(engine, [...flags, program, ...threads], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, errors, isLate] = ['', '', false]
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (errors += chunk))
  const timer = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, longestMs)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (isLate) resolve(output ? 'it trained, but the process did not exit' : `no result after ${longestMs} ms\n${errors}`)
      else if (code !== 0 || errors) resolve(`exit code ${code ?? signal}\n${errors}`)
      else resolve(JSON.parse(output))
    })
  })
}

/**
 * @param {Outcome} outcome
 * @param {Outcome} expected - of one thread in this Node
 * @param {string[]} threads
 */
function complaintOf({ backend, losses, sharedRuns }, expected, threads) {
  if (backend !== 'wasm') return `expected the wasm backend, got ${backend}`
  const isNear = losses.length > 0 && losses.every((loss, i) => Math.abs(loss / (expected.losses[i] ?? NaN) - 1) < 1e-5)
  if (!isNear) return `expected losses ${expected.losses}, got ${losses}`
  if (threads[0] === '1' && sharedRuns > 0) return `${sharedRuns} runs were shared, though there is one thread`
  if (threads[0] === '2' && sharedRuns === 0) return 'no run was shared by two threads'
  return undefined
}

/** @param {Record<string, readonly string[]>} commands - by what the engine is called */
async function checkTraining(commands) {
  const expected = await train([process.execPath], ['1'])
  if (typeof expected === 'string') return report(`Node ${process.versions.node} trains`, expected)
  for (const [name, command] of Object.entries(commands)) {
    for (const threads of [['1'], ['2'], []]) {
      const outcome = await train(command, threads)
      const complaint = typeof outcome === 'string' ? outcome : complaintOf(outcome, expected, threads)
      report(
        `${name} trains with ${threads[0] ?? 'the default'} ${threads[0] === '1' ? 'thread' : 'threads'} and exits`,
        complaint,
      )
    }
  }
}

/**
 * By default, on two threads, and with relaxed SIMD, which is the default there.
 *
 * @param {string} node
 */
function checkConformance(node) {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
  // The reporter that is named keeps the report of `pnpm test` as it is.
  const files = ['wasm.test', 'wasm-threads', 'wasm-relaxed'].map((name) => `packages/conformance/src/backends/${name}`)
  const command = [vitest, 'run', '--reporter=default', '--silent=true', ...files]
  const env = { ...process.env, NEURITE_RANDOM_GRAPHS: 'count=300' }
  const { status } = spawnSync(node, command, { cwd: root, stdio: ['ignore', 2, 2], env })
  report('Node 24 conforms', status === 0 ? undefined : `vitest ended with exit code ${status}`)
}

const { node, deno, bun } = installEngines()
const built = await runTasksQuietly(['build', '--filter=neurite'], 'Building Neurite; the next time this is quick.')
if (built !== 0) throw new Error('check:engines: building our packages failed')

for (const [name, executable] of Object.entries({ 'Node 24': node, Deno: deno, Bun: bun })) {
  if (executable === undefined) report(`${name} is there`, `npm has none for ${process.platform} on ${process.arch}`)
}
await checkTraining({
  ...(node && { 'Node 24': [node] }),
  ...(deno && { Deno: [deno, ...denoFlags] }),
  ...(bun && { Bun: [bun] }),
})
if (node) checkConformance(node)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
