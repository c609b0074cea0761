/** The Wasm backend on two threads, with kernels cut as finely as they can be, so that even small ones are shared. */
import { wasm } from '@neurite/backend-wasm'
import { afterAll, describe, test } from 'vitest'
import { grain } from '../../../backend-wasm/src/lowering/grain.ts'
import { runBackendConformance } from '../run-backend-conformance.ts'

const usual = grain.work
grain.work = 1
afterAll(() => void (grain.work = usual))

runBackendConformance({ name: 'wasm on two threads', create: () => wasm({ threads: 2 }), describe, test })
