/** The WebGPU backend runs the whole suite in Node, on Dawn; the random graphs are in a file of their own, so that both run at a time. */
import { runBackendConformance } from '@neurite/conformance'
import { describe, test } from 'vitest'
import { dawn } from './dawn.ts'

// WGSL lets devices take subnormal numbers for zeros.
runBackendConformance({
  name: 'dawn',
  create: () => dawn(),
  subnormals: 'flushed',
  describe,
  test,
  only: /^(?!random graphs:)/,
})
