/** Noise is as loud as rounding, on what rounds, and silent on what does not. */
import type { Evaluate } from '@neurite/compiler/debug'
import type { AnyGraphNode, DType, Graph, HostArray } from '@neurite/core'
import { expect, it } from 'vitest'
import { epsilonOf, shaken } from './shaken.ts'

function graphOf(primitive: AnyGraphNode['primitive'], dtype: DType, attributes: object = {}, length = 4): Graph {
  const type = { dtype, shape: [length] }
  const node = { primitive, attributes, operands: [0], results: [1] } as unknown as AnyGraphNode
  return { values: [type, type], parameters: 1, nodes: [node], results: [1] }
}

/** As if every primitive gave back what it gets. */
const same: Evaluate = (_, data) => data.map((array) => array.slice())

const moves = (given: HostArray, moved: HostArray): number[] => Array.from(given, (value, i) => moved[i]! - value)

const numbers = Float32Array.of(1, -2, 1024, Infinity)

it('moves what a function gives by a few units, the opposite noise the other way', () => {
  const [up, down] = [1, -1].map((amplitude) => shaken(same, { seed: 3, amplitude })(graphOf('exp', 'float32'), [numbers])[0]!)
  const [a, b] = [moves(numbers, up!), moves(numbers, down!)]
  for (const i of [0, 1, 2]) {
    const units = Math.abs(a[i]!) / (Math.abs(numbers[i]!) * epsilonOf('float32'))
    expect(units).toBeGreaterThanOrEqual(1)
    expect(units).toBeLessThanOrEqual(5)
    expect(Math.sign(a[i]!)).toBe(-Math.sign(b[i]!))
  }
  expect(up![3]).toBe(Infinity)
})

it('leaves what moves elements, compares or counts', () => {
  for (const name of ['select', 'gather', 'reduceMax', 'floor', 'iota'] as const)
    expect(shaken(same, { seed: 1, amplitude: 8 })(graphOf(name, 'float32'), [numbers])[0]).toEqual(numbers)
  const whole = Int32Array.of(1, 2, 3, 4)
  expect(shaken(same, { seed: 1, amplitude: 8 })(graphOf('add', 'int32'), [whole])[0]).toEqual(whole)
})

it('moves sums by their terms, however little is left of them', () => {
  const sum: Evaluate = (_, [data]) => [Float32Array.of(Array.from(data!).reduce((total, value) => total + value, 0))]
  const graph = graphOf('reduceSum', 'float32', { axes: [0] })
  const [moved] = shaken(sum, { seed: 1, amplitude: 1 })(graph, [Float32Array.of(1e6, -1e6, 1e6, -1e6)])
  expect(Math.abs(moved![0]!)).toBeGreaterThan(4e6 * epsilonOf('float32'))
  expect(Math.abs(moved![0]!)).toBeLessThan(4e6 * 4 * epsilonOf('float32'))
})

it('shakes what goes into loops', () => {
  const seen: HostArray[] = []
  const watching: Evaluate = (_, data) => {
    seen.push(data[0]!)
    return data
  }
  shaken(watching, { seed: 1, amplitude: 1 })(graphOf('scan', 'float32'), [numbers])
  expect(
    moves(numbers, seen[0]!)
      .slice(0, 3)
      .every((move) => move !== 0),
  ).toBe(true)
})
