/** The Wasm backend with relaxed SIMD on two threads, with kernels cut as finely as they can be. */
import { wasm } from '@neurite/backend-wasm'
import { afterAll, describe, test } from 'vitest'
import { grain } from '../../../backend-wasm/src/lowering/grain.ts'
import { allowRelaxedSimd } from '../../../backend-wasm/src/testing/allow-relaxed-simd.ts'
import { runBackendConformance } from '../run-backend-conformance.ts'

allowRelaxedSimd()
const usual = grain.work
grain.work = 1
afterAll(() => void (grain.work = usual))

const create = () => wasm({ simd: 'relaxed', threads: 2 })

runBackendConformance({ name: 'wasm with relaxed SIMD, on two threads', create, describe, test, randomGraphs: { count: 120 } })
