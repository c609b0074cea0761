/** The Wasm backend without SIMD on two threads, with kernels cut as finely as they can be. */
import { wasm } from '@neurite/backend-wasm'
import { afterAll, describe, test } from 'vitest'
import { grain } from '../../../backend-wasm/src/lowering/grain.ts'
import { runBackendConformance } from '../run-backend-conformance.ts'

const usual = grain.work
grain.work = 1
afterAll(() => void (grain.work = usual))

const create = () => wasm({ simd: 'none', threads: 2 })

runBackendConformance({
  name: 'wasm without SIMD, on two threads',
  create,
  describe,
  test,
  layouts: 'direct',
  randomGraphs: { count: 120 },
})
