import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { batchEvent, epochEvent } from '../testing/events.ts'
import { StepRate } from './step-rate.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** An epoch of 4 steps, of which those from `begin` take a second each. */
async function epoch(rate: StepRate, begin: number): Promise<void> {
  rate.onEpochBegin()
  for (let step = begin; step < 4; step++) {
    rate.onTrainBatchBegin({ ...epochEvent(), step })
    vi.advanceTimersByTime(1000)
    await rate.onTrainBatchEnd(batchEvent(step + 1, { loss: 1 }))
  }
}

test('before the first epoch has ended nothing is known', () => expect(new StepRate().stepsPerSecond).toBe(0))

test.each([0, 3])('an epoch that begins at step %d counts the steps that it ran', async (begin) => {
  const rate = new StepRate()
  await epoch(rate, begin)
  await epoch(rate, 0)
  expect(rate.stepsPerSecond).toBeCloseTo(1)
})
