import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { writeArrays } from '../contenders/serving/arrays.mjs'
import { Child } from './child.mjs'

const served = fileURLToPath(new URL('../testing/counting-server.mjs', import.meta.url))
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'neurite-bench-test-'))
  writeArrays(folder, { numbers: { data: Float32Array.of(1, 2, 3), shape: [3] } })
})

afterAll(() => rmSync(folder, { recursive: true }))

/** @type {Child[]} */
const started = []
/** @param {string[]} command */
const start = (...command) => {
  const child = new Child([process.execPath, ...command])
  started.push(child)
  return child
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.close()))
})

test('a session is opened, checked, run in slices and closed', async () => {
  const child = start(served, folder)
  expect(await child.ask({ call: 'about' })).toEqual({ version: 'counts' })
  await child.ask({ call: 'open', kind: 'train', spec: { from: 5 } })
  expect(await child.ask({ call: 'check' })).toEqual([1, 2, 3])
  expect(await child.ask({ call: 'slice', amount: 3 })).toEqual({ milliseconds: 3, done: 8 })
  expect(await child.ask({ call: 'facts' })).toEqual({ compiles: 1 })
  await child.ask({ call: 'close' })
  await expect(child.ask({ call: 'slice', amount: 1 })).rejects.toThrow('no session is open')
})

test('what fails in the process is thrown here, and the process goes on', async () => {
  const child = start(served, folder)
  await expect(child.ask({ call: 'open', kind: 'encoder', spec: {} })).rejects.toThrow('cannot do this')
  expect(await child.ask({ call: 'about' })).toEqual({ version: 'counts' })
})

test('a process that ends says what it printed last', async () => {
  const child = start('-e', 'console.log("hello"); console.error("out of luck"); process.exit(3)')
  const asked = child.ask({ call: 'about' })
  await expect(asked).rejects.toThrow(/^the process ended \(exit code 3\): .*out of luck/s)
  await expect(child.ask({ call: 'about' })).rejects.toThrow('exit code 3')
})

test('a program that is not there', async () => {
  const child = new Child(['no-such-program-anywhere'])
  await expect(child.ask({ call: 'about' })).rejects.toThrow('ENOENT')
  await child.close()
})
