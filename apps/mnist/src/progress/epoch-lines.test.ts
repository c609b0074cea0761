import { expect, test } from 'vitest'
import { epochEndEvent } from '../testing/events.ts'
import { formatEpoch } from './epoch-lines.ts'

test('a line has everything that the bar had', () => {
  expect(formatEpoch(epochEndEvent({ loss: 0.25, accuracy: 0.9, valLoss: 0.5 }, { epoch: 1, steps: 225 }))).toBe(
    'Epoch 2/2: 225 steps, 2.5s, loss 0.2500, accuracy 0.9000, valLoss 0.5000',
  )
  expect(formatEpoch(epochEndEvent({ loss: 0.25 }, { steps: 1 }))).toBe('Epoch 1/2: 1 step, 2.5s, loss 0.2500')
})
