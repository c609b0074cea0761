/** The Wasm backend with relaxed SIMD: products and sums may be one instruction. */
import { wasm } from '@neurite/backend-wasm'
import { describe, test } from 'vitest'
import { allowRelaxedSimd } from '../../../backend-wasm/src/testing/allow-relaxed-simd.ts'
import { runBackendConformance } from '../run-backend-conformance.ts'

allowRelaxedSimd()
const create = () => wasm({ simd: 'relaxed', threads: 1 })

runBackendConformance({ name: 'wasm with relaxed SIMD', create, describe, test, randomGraphs: { count: 120 } })
