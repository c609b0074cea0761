/** The Wasm backend as engines without SIMD run it: the assembler refuses every vector. */
import { wasm } from '@neurite/backend-wasm'
import { describe, test } from 'vitest'
import { runBackendConformance } from '../run-backend-conformance.ts'

const create = () => wasm({ simd: 'none', threads: 1 })

runBackendConformance({ name: 'wasm without SIMD', create, describe, test, randomGraphs: { count: 120 } })
