/** ConvLSTMCell: one step of a sequence, and an LSTM where there is nothing to convolve. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, ShapeError, zeros } from '@neurite/core'
import { beforeAll, expect, test } from 'vitest'
import { setWaves, wave } from '../../testing/known-answers.ts'
import { ConvLSTMCell } from './conv-lstm-cell.ts'
import { LSTMCell } from './lstm-cell.ts'
import { RNN } from './rnn.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

test('of one position and a kernel of 1 it is an LSTMCell', async () => {
  const convolved = new ConvLSTMCell(1, 2, 1, { dtype: 'float64' })
  const plain = new LSTMCell(2, { dtype: 'float64' })
  const [x, h, c] = [wave([4, 3], 0.1), wave([4, 2], 0.2), wave([4, 2], 0.3)]
  const at = { inputs: x.expandDims(1), states: [h.expandDims(1), c.expandDims(1)] }
  // Both are built before they get the same weights.
  plain.apply({ inputs: x, states: [h, c] })
  convolved.apply(at)
  setWaves(plain)
  setWaves(convolved)
  const expected = plain.apply({ inputs: x, states: [h, c] })
  const got = convolved.apply(at)
  expect(got.output.shape).toEqual([4, 1, 2])
  expect(await got.output.squeeze(1).array()).toEqual(await expected.output.array())
  for (const [index, state] of got.states.entries()) {
    expect(await state.squeeze(1).array()).toEqual(await expected.states[index]!.array())
  }
})

test('run step by step it gives what RNN gives', async () => {
  const cell = new ConvLSTMCell(2, 3, [2, 1], { strides: [1, 2], dtype: 'float64' })
  const layer = new RNN(cell, { returnSequences: true, dtype: 'float64' })
  const images = wave([2, 3, 3, 4, 2])
  layer.apply(images)
  setWaves(layer)
  const outputs = layer.apply(images)
  let states = cell.stateShapes([2, 3, 4, 2]).map((shape) => zeros(shape as readonly number[], 'float64'))
  expect(states.map(({ shape }) => shape)).toEqual([
    [2, 2, 2, 3],
    [2, 2, 2, 3],
  ])
  for (const time of [0, 1, 2]) {
    const { output, states: next } = cell.apply({ inputs: images.take(time, 1), states })
    const [got, expected] = [await output.data(), await outputs.take(time, 1).data()]
    for (const [index, element] of got.entries()) expect(element).toBeCloseTo(expected[index]!, 12)
    states = [...next]
  }
})

test('its configuration makes it again', async () => {
  const cell = new ConvLSTMCell(2, 3, [2, 1], { strides: [1, 2], padding: 'same', unitForgetBias: false, name: 'cell' })
  const again = ConvLSTMCell.fromConfig(cell.getConfig())
  expect(again.getConfig()).toEqual(cell.getConfig())
  expect(again.stateShapes([null, 5, 6, 1])).toEqual(cell.stateShapes([null, 5, 6, 1]))
})

test('inputs and states that do not fit are refused', () => {
  const cell = new ConvLSTMCell(1, 2, 2)
  const state = zeros([3, 4, 2])
  expect(() => cell.apply({ inputs: zeros([3, 5, 1, 1]), states: [state, state] })).toThrow(ShapeError)
  expect(() => cell.apply({ inputs: zeros([3, 5]), states: [state, state] })).toThrow(
    /expected sequences with 1 spatial axes and channels, got shape \[null, 5\] per step/,
  )
  expect(() => cell.apply({ inputs: zeros([3, 5, 1]), states: [state, zeros([3, 5, 2])] })).toThrow(ShapeError)
})
