import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CapturedIo, capturedIo } from '../testing/captured-io.ts'
import { batchEvent } from '../testing/events.ts'
import { Interruption } from './interruption.ts'

let io: CapturedIo
let interruption: Interruption

beforeEach(() => {
  vi.useFakeTimers()
  io = capturedIo()
  interruption = new Interruption(io)
  interruption.onTrainBegin()
})

afterEach(() => {
  interruption.onTrainEnd()
  vi.useRealTimers()
})

const state = () => [interruption.isRequested, interruption.signal.aborted]

test('without a signal nothing happens', async () => {
  await interruption.onTrainBatchEnd(batchEvent(1, { loss: 1 }))
  expect(state()).toEqual([false, false])
})

test('within an epoch, training ends with the step under way, whose values are read', async () => {
  await interruption.onTrainBatchEnd(batchEvent(1, { loss: 1 }))
  io.signals.emit('SIGINT')
  expect(state()).toEqual([true, false])
  await interruption.onTrainBatchEnd({
    ...batchEvent(2, { loss: 1 }, { epoch: 1 }),
    logs: async () => ({ loss: 0.5, accuracy: 0.75 }),
  })
  expect(state()).toEqual([true, true])
  expect(interruption.describe()).toBe('Interrupted after epoch 2, step 2; loss 0.5000, accuracy 0.7500')
})

test('steps that do not end in time are cut short', async () => {
  await interruption.onTrainBatchEnd({ ...batchEvent(1, { loss: 1 }), recentLogs: undefined })
  io.signals.emit('SIGINT')
  vi.advanceTimersByTime(249)
  expect(state()).toEqual([true, false])
  vi.advanceTimersByTime(1)
  expect(state()).toEqual([true, true])
  expect(interruption.describe()).toBe('Interrupted after epoch 1, step 1')
})

test('after the last step of an epoch, validation ends at once', async () => {
  await interruption.onTrainBatchEnd(batchEvent(4, { loss: 0.25 }))
  io.signals.emit('SIGINT')
  expect(state()).toEqual([true, true])
  expect(interruption.describe()).toBe('Interrupted after epoch 1, step 4; loss 0.2500')
})

test('before the first step there is nothing to show', () => {
  io.signals.emit('SIGINT')
  expect(state()).toEqual([true, true])
  expect(interruption.describe()).toBe('Interrupted before the first step')
})

test('the second signal ends the program', () => {
  io.signals.emit('SIGINT')
  expect(io.exits).toEqual([])
  io.signals.emit('SIGINT')
  expect(io.exits).toEqual([130])
})

test('after training nobody listens, and nothing is left to fire', async () => {
  await interruption.onTrainBatchEnd(batchEvent(1, { loss: 1 }))
  io.signals.emit('SIGINT')
  interruption.onTrainEnd()
  expect(io.signals.listenerCount('SIGINT')).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
})
