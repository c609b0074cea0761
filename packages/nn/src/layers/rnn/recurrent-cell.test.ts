/** SimpleRNNCell, LSTMCell and GRUCell: one step is what the layers do at each, configuration, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, type Shape, type Tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectElements, setWaves, wave } from '../../testing/known-answers.ts'
import { testLayer } from '../../testing/test-layer.ts'
import type { LayerConfig } from '../layer.ts'
import { GRUCell } from './gru-cell.ts'
import { LSTMCell } from './lstm-cell.ts'
import type { RecurrentCell, RecurrentCellOptions } from './recurrent-cell.ts'
import { RNN } from './rnn.ts'
import { SimpleRNNCell } from './simple-rnn-cell.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

interface CellClass {
  new (units: number, options?: RecurrentCellOptions): RecurrentCell
  fromConfig(config: LayerConfig): RecurrentCell
}

const classes: readonly [string, CellClass, number, number][] = [
  ['SimpleRNNCell', SimpleRNNCell, 1, 1],
  ['LSTMCell', LSTMCell, 2, 4],
  ['GRUCell', GRUCell, 1, 3],
]

/** The weights of a cell of 3 units for 4 features. */
const cellWeights = (gates: number, hasTwoBiases: boolean): Readonly<Record<string, Shape>> => ({
  kernel: [4, 3 * gates],
  recurrentKernel: [3, 3 * gates],
  bias: hasTwoBiases ? [2, 3 * gates] : [3 * gates],
})

describe.each(classes)('%s', (name, Cell, count, gates) => {
  const states = Array.from({ length: count }, (_, index) => wave([2, 3], index))

  testLayer((options) => new Cell(3, { dropout: 0.5, recurrentDropout: 0.25, ...options }), {
    inputShape: { inputs: [4], states: states.map(() => [3]) },
    outputShape: { output: [3], states: states.map(() => [3]) },
    weights: cellWeights(gates, name === 'GRUCell'),
    differsInTraining: true,
  })

  test('does one step of its layer', async () => {
    const cell = new Cell(3, { dtype: 'float64' })
    const layer = new RNN(cell, { returnState: true, dtype: 'float64' })
    const x = wave([2, 1, 4])
    layer.buildFrom([null, 1, 4])
    setWaves(cell)
    const result = cell.apply({ inputs: x.reshape([2, 4]), states })
    const [y, ...next] = layer.apply(x, { initialState: states })
    await expectElements(result.output, [...(await y!.data())], 10)
    for (const [index, state] of result.states.entries()) {
      await expectElements(state, [...(await next[index]!.data())], 10)
    }
    expect(cell.computeOutputShape({ inputs: [null, 4], states: states.map(() => [null, 3]) })).toEqual({
      output: [null, 3],
      states: states.map(() => [null, 3]),
    })
  })

  test('survives the way through its configuration as JSON', () => {
    const options = { dropout: 0.5, recurrentDropout: 0.25, seed: 3, useBias: false, activation: 'relu' } as const
    const cell = new Cell(3, { name: 'cell', ...options, kernelRegularizer: 'l2', recurrentConstraint: 'maxNorm' })
    const remade = Cell.fromConfig(JSON.parse(JSON.stringify(cell.getConfig())) as LayerConfig)
    expect(remade).toBeInstanceOf(Cell)
    expect(remade.getConfig()).toEqual(cell.getConfig())
    expect(remade.getConfig()).toMatchObject({ units: 3, ...options })
  })

  test('drops in training only, anew at every call', async () => {
    const cell = new Cell(3, { dropout: 0.5, recurrentDropout: 0.5, seed: 1 })
    const inputs = { inputs: wave([8, 4], 0, 'float32'), states: Array.from({ length: count }, () => wave([8, 3], 1, 'float32')) }
    const read = async (training: boolean): Promise<string> => String(await cell.apply(inputs, { training }).output.data())
    expect(await read(false)).toBe(await read(false))
    expect(await read(true)).not.toBe(await read(false))
    expect(await read(true)).not.toBe(await read(true))
  })

  test('refuses what does not fit', () => {
    const cell = new Cell(3, { name: 'cell' })
    const empty: readonly Tensor[] = []
    expect(() => cell.apply({ inputs: zeros([2, 4]), states: empty })).toThrow('cell: expected states of shape [null, 3]')
    expect(() => cell.apply({ inputs: zeros([2, 5, 4]), states })).toThrow(
      'cell: expected features along one axis, shape [batch, features] per step, got shape [null, 5, 4] per step',
    )
    expect(() => new Cell(3, { unitz: 1 } as object)).toThrow(`${name}: unknown option "unitz"`)
  })
})
