/** Backends by name: made once, made anew after another registration, named in errors. */
import { expect, test } from 'vitest'
import { ArgumentError } from '../errors/errors.ts'
import type { Backend } from './backend.ts'
import { createBackend, registerBackend, registeredBackends } from './registry.ts'

const nothing = (): never => {
  throw new Error('the registry uses no backend')
}

const named = (name: string): Backend => ({
  name,
  capabilities: { dtypes: ['float32'], maxBufferBytes: 0, alignmentBytes: 1 },
  allocate: nothing,
  free: nothing,
  write: nothing,
  read: nothing,
  compile: nothing,
  dispose: nothing,
})

test('a backend is made at the first call, and only then', async () => {
  let made = 0
  registerBackend('abacus', () => {
    made += 1
    return named('abacus')
  })
  expect(registeredBackends()).toContain('abacus')
  expect(made).toBe(0)
  const first = await createBackend('abacus')
  expect(first.name).toBe('abacus')
  expect(await createBackend('abacus')).toBe(first)
  expect(made).toBe(1)
})

test('a factory may have to wait for its device', async () => {
  registerBackend('slide-rule', () => Promise.resolve(named('slide-rule')))
  const backend = await createBackend('slide-rule')
  expect(backend.name).toBe('slide-rule')
  expect(await createBackend('slide-rule')).toBe(backend)
})

test('registering a name again takes the place of what was there', async () => {
  registerBackend('counter', () => named('old'))
  expect((await createBackend('counter')).name).toBe('old')
  registerBackend('counter', () => named('new'))
  expect((await createBackend('counter')).name).toBe('new')
  expect(registeredBackends().filter((name) => name === 'counter')).toEqual(['counter'])
})

test('a factory that fails is tried again', async () => {
  let isReady = false
  registerBackend('fingers', () => {
    if (!isReady) throw new Error('both hands are busy')
    return named('fingers')
  })
  await expect(createBackend('fingers')).rejects.toThrow('both hands are busy')
  isReady = true
  expect((await createBackend('fingers')).name).toBe('fingers')
})

test('an unknown name gets a suggestion', async () => {
  registerBackend('abacus', () => named('abacus'))
  const asked = createBackend('abacsu')
  await expect(asked).rejects.toThrow(ArgumentError)
  await expect(asked).rejects.toThrow('setBackend: unknown backend "abacsu"; did you mean "abacus"?')
})
