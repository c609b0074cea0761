/** Names of layers. */
import { expect, test } from 'vitest'
import { snakeCase, uniqueName } from './layer-name.ts'

test.each([
  ['Dense', 'dense'],
  ['MultiHeadAttention', 'multi_head_attention'],
  ['MaxPooling2D', 'max_pooling2d'],
  ['Conv2DTranspose', 'conv2d_transpose'],
  ['LSTM', 'lstm'],
  ['ConvLSTM2D', 'conv_lstm2d'],
  ['ReLU', 're_lu'],
  ['GRUCell', 'gru_cell'],
])('%s is %s, as in Keras', (className, name) => {
  expect(snakeCase(className)).toBe(name)
})

test('are counted from the second on', () => {
  expect([uniqueName('OnlyHere'), uniqueName('OnlyHere'), uniqueName('OnlyHere')]).toEqual([
    'only_here',
    'only_here_1',
    'only_here_2',
  ])
})
