/** StackedRNNCells: answers of Keras, states, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import { Dense } from '../dense.ts'
import { GRUCell } from './gru-cell.ts'
import { LSTMCell } from './lstm-cell.ts'
import { RNN } from './rnn.ts'
import type { RNNCell } from './rnn-cell.ts'
import { SimpleRNNCell } from './simple-rnn-cell.ts'
import { StackedRNNCells } from './stacked-rnn-cells.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const dtype = 'float64'

describe('an LSTM cell and another', () => {
  testLayer(
    (options) => {
      const common = { dtype: options?.dtype ?? 'float32' } as const
      return new StackedRNNCells(
        [new LSTMCell(2, { name: 'first', ...common }), new SimpleRNNCell(3, { name: 'last', ...common })],
        options,
      )
    },
    {
      inputShape: { inputs: [4], states: [[2], [2], [3]] },
      outputShape: { output: [3], states: [[2], [2], [3]] },
      weights: {
        'first/kernel': [4, 8],
        'first/recurrentKernel': [2, 8],
        'first/bias': [8],
        'last/kernel': [2, 3],
        'last/recurrentKernel': [3, 3],
        'last/bias': [3],
      },
      classes: { LSTMCell, SimpleRNNCell },
    },
  )
})

test('gives what Keras gives', async () => {
  const layer = new RNN([new LSTMCell(2, { dtype }), new GRUCell(3, { dtype })], { returnSequences: true, dtype })
  layer.buildFrom([null, 3, 2])
  setWaves(layer)
  await expectElements(
    layer.apply(wave([2, 3, 2])),
    [
      -0.139682, 0.0731517, 0.214176, -0.139389, 0.255446, 0.418847, -0.155403, 0.302093, 0.426078, -0.131852, 0.0833287,
      0.217501, -0.134215, 0.262353, 0.421593, -0.15294, 0.307559, 0.431106,
    ],
  )
  const cells = new StackedRNNCells([new LSTMCell(2, { dtype }), new SimpleRNNCell(3, { dtype })], { dtype })
  const last = new RNN(cells, { dtype })
  last.buildFrom([null, 3, 2])
  setWaves(last)
  await expectElements(last.apply(wave([2, 3, 2])), [-0.297788, 0.521881, 0.731839, -0.296844, 0.525504, 0.733857])
})

test('has the states of its cells in a row', async () => {
  const cell = new StackedRNNCells([new LSTMCell(2), new SimpleRNNCell(3)])
  expect([cell.stateSizes, cell.outputSize, cell.outputState]).toEqual([[2, 2, 3], 3, 2])
  const x = wave([4, 5], 0, 'float32')
  const { output, states } = cell.apply({ inputs: x, states: cell.initialStates([4, 5]) })
  expect(states.map(({ shape }) => shape)).toEqual([
    [4, 2],
    [4, 2],
    [4, 3],
  ])
  expect(await output.data()).toEqual(await states[2]!.data())
})

test('drops in each cell', async () => {
  const cell = new StackedRNNCells([new GRUCell(2, { dropout: 0.5 }), new SimpleRNNCell(3, { recurrentDropout: 0.5 })])
  const inputs = { inputs: wave([8, 5], 0, 'float32'), states: [wave([8, 2], 1, 'float32'), wave([8, 3], 2, 'float32')] }
  const read = async (training: boolean): Promise<string> => String(await cell.apply(inputs, { training }).output.data())
  expect(await read(true)).not.toBe(await read(false))
})

test('survives the way through its configuration', () => {
  const cell = new StackedRNNCells([new LSTMCell(2), new SimpleRNNCell(3)], { name: 'cells' })
  const remade = StackedRNNCells.fromConfig(cell.getConfig(), { LSTMCell, SimpleRNNCell })
  expect(remade.getConfig()).toEqual(cell.getConfig())
})

test('refuses what is no cell', () => {
  expect(() => new StackedRNNCells([new Dense(2) as unknown as RNNCell])).toThrow(
    'StackedRNNCells: expected a cell, got a Dense; pass new LSTMCell(4), for example',
  )
})
