/** The WebAssembly backend runs the suite. */
import { wasm } from '@neurite/backend-wasm'
import { describe, test } from 'vitest'
import { runBackendConformance } from '../index.ts'

runBackendConformance({ name: 'wasm', create: () => wasm(), describe, test, randomGraphs: { count: 5000 } })
