/** The terms behind sums: magnitudes, but not of what only decides where terms go. */
import { describe, expect, test } from 'vitest'
import { vector } from '../values/host-tensor.ts'
import { termScale } from './check-node.ts'

describe('termScale', () => {
  test('adds up magnitudes', () => {
    expect(Array.from(termScale('reduceSum', [vector('float32', 3, -4, 1)], { axes: [0] }, 0))).toEqual([8])
  })

  test('leaves keys as they are: the greatest one gets the terms', () => {
    const attributes = { window: [2], strides: [1], low: [0], high: [0], dilations: [1] }
    const scale = termScale('windowScatter', [vector('float32', -2, 1), vector('float32', -3)], attributes, 0)
    expect(Array.from(scale)).toEqual([0, 3])
  })
})
