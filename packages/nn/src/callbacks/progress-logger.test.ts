/** What training shows, on a terminal and elsewhere. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend } from '@neurite/core'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Sequential } from '../models/sequential.ts'
import type { BatchEvent, EpochEndEvent, EpochEvent } from './callback.ts'
import { ProgressLogger } from './progress-logger.ts'
import type { ProgressOutput } from './terminal.ts'

beforeAll(() => setBackend(cpu()))

/** An output that keeps what is written. */
function recorder(isTerminal: boolean, columns = 80): ProgressOutput & { readonly text: string[] } {
  const text: string[] = []
  return { isTerminal, columns, text, write: (part) => text.push(part) }
}

const model = new Sequential()
const epoch: EpochEvent = { model, epoch: 1, epochs: 5, steps: 250 }
const batch = (step: number, loss?: number): BatchEvent => ({
  ...epoch,
  step,
  logs: () => Promise.reject(new Error('read')),
  recentLogs: loss === undefined ? undefined : { loss },
})
const end: EpochEndEvent = { ...epoch, seconds: 1.23, logs: { loss: 0.31269, accuracy: 0.9119, valLoss: 0.00001234 } }

test('elsewhere: one whole line per epoch', () => {
  const output = recorder(false)
  const logger = new ProgressLogger({ output })
  logger.onEpochBegin(epoch)
  logger.onTrainBatchEnd(batch(10, 1))
  logger.onEpochEnd(end)
  logger.onTrainEnd()
  expect(output.text).toEqual(['Epoch 2/5  250/250  1.2s  loss: 0.3127  accuracy: 0.9119  valLoss: 1.2340e-5\n'])
})

describe('on a terminal', () => {
  test('the line changes in place, at most ten times a second, and nothing is read for it', () => {
    vi.useFakeTimers()
    try {
      const output = recorder(true)
      const logger = new ProgressLogger({ output })
      logger.onEpochBegin(epoch)
      logger.onTrainBatchEnd(batch(1))
      vi.advanceTimersByTime(150)
      logger.onTrainBatchEnd(batch(20, 0.5))
      logger.onTrainBatchEnd(batch(21, 0.4))
      logger.onEpochEnd(end)
      logger.onTrainEnd()
      expect(output.text).toEqual([
        '\r\u001B[KEpoch 2/5  0/250',
        '\r\u001B[KEpoch 2/5  20/250  loss: 0.5000',
        '\r\u001B[KEpoch 2/5  250/250  1.2s  loss: 0.3127  accuracy: 0.9119  valLoss: 1.2340e-5\n',
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  test('a line that would wrap is cut, and one that is left open is ended', () => {
    const output = recorder(true, 10)
    const logger = new ProgressLogger({ output })
    logger.onEpochBegin(epoch)
    logger.onTrainEnd()
    expect(output.text).toEqual(['\r\u001B[KEpoch 2/5', '\n'])
  })

  test('inPlace: false shows whole lines only', () => {
    const output = recorder(true)
    const logger = new ProgressLogger({ output, inPlace: false })
    logger.onEpochBegin(epoch)
    logger.onEpochEnd({ ...end, seconds: 125, logs: { loss: Number.NaN } })
    expect(output.text).toEqual(['Epoch 2/5  250/250  2m 5s  loss: NaN\n'])
  })
})

test('fit shows a line per epoch by default and nothing with verbose: 0', async () => {
  const { stdout } = (globalThis as unknown as { process: { stdout: { write(text: string): boolean } } }).process
  const write = vi.spyOn(stdout, 'write').mockReturnValue(true)
  try {
    const small = new Sequential([new Dense(1, { inputShape: [1] })])
    small.compile({ optimizer: 'sgd', loss: 'mse' })
    await small.fit([[1], [2]], [1, 2], { epochs: 2, verbose: 2 })
    const shown = write.mock.calls.map(([text]) => text).filter((text) => text.includes('Epoch'))
    expect(shown).toHaveLength(2)
    expect(shown[1]).toMatch(/^Epoch 2\/2 {2}1\/1 {2}\d+\.\ds {2}loss: \S+\n$/)
    write.mockClear()
    await small.fit([[1], [2]], [1, 2], { verbose: 0 })
    expect(write.mock.calls.filter(([text]) => text.includes('Epoch'))).toEqual([])
  } finally {
    write.mockRestore()
  }
})

test('unknown options are refused', () => {
  expect(() => new ProgressLogger({ inplace: true } as object)).toThrow(
    'ProgressLogger: unknown option "inplace"; did you mean "inPlace"?',
  )
})
