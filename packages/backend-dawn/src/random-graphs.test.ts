/** Random graphs and their gradients on Dawn. */
import { runBackendConformance } from '@neurite/conformance'
import { describe, test } from 'vitest'
import { dawn } from './dawn.ts'

runBackendConformance({
  name: 'dawn',
  create: () => dawn(),
  subnormals: 'flushed',
  describe,
  test,
  only: /^random graphs:/,
  // SwiftShader is slow.
  randomGraphs: { count: 500 },
})
