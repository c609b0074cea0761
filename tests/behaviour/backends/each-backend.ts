/** The backends that every promise is checked on. */
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { type Backend, setBackend } from '@neurite/core'
import { afterEach, beforeEach, describe } from 'vitest'
import { asynchronous } from './asynchronous.ts'

/** Makes each backend anew; `asynchronous` is the reference without its synchronous short cuts, as a GPU would be. */
export const backends: Readonly<Record<string, () => Backend>> = { cpu, wasm, asynchronous: () => asynchronous(cpu()) }

/** Describes a promise on every backend, with a fresh one in force for each test. */
export function onEachBackend(name: string, tests: (current: () => Backend) => void): void {
  describe.each(Object.entries(backends))(`${name} on %s`, (_, create) => {
    let backend: Backend
    beforeEach(async () => {
      backend = await setBackend(create())
    })
    afterEach(() => backend.dispose())
    tests(() => backend)
  })
}
