/** The Wasm backend, checking every kernel that it runs against the reference, runs the suite: it finds nothing to complain of. */
import { evaluateGraph } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { describe, test } from 'vitest'
import { runBackendConformance } from '../index.ts'

runBackendConformance({
  name: 'checked wasm',
  create: () => wasm({ threads: 1, checkAgainst: evaluateGraph }),
  layouts: 'direct',
  describe,
  test,
  randomGraphs: { count: 200 },
})
