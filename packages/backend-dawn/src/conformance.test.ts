/** The WebGPU backend runs the groups of the suite that it already passes in full, in Node, on Dawn. */
import { runBackendConformance } from '@neurite/conformance'
import { describe, test } from 'vitest'
import { dawn } from './dawn.ts'

/** Grows with the backend, until it is the whole suite. */
const whole = [
  'lifetimes',
  'state',
  'scalars',
  'order',
  'memory over time',
  'bitwise(And|Or|Xor|Not)',
  'shift(Left|Right)',
  'logical(And|Or|Not)',
  'randomBits',
  'gradient at kinks',
  'memory',
  'refusals',
  'scan',
  'cond',
  'while',
  'hostCall',
]

runBackendConformance({
  name: 'dawn',
  create: () => dawn(),
  describe,
  test,
  only: new RegExp(`^(${whole.join('|')})\\b`),
})
