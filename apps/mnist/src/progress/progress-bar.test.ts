import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { CapturedStream } from '../testing/captured-io.ts'
import { batchEvent, epochEndEvent, epochEvent } from '../testing/events.ts'
import { ProgressBar } from './progress-bar.ts'

/** What stands on the screen after everything was written: each line as it was written last. */
const screen = ({ text }: CapturedStream): string[] =>
  text.split('\n').map((line) => stripVTControlCharacters(line.split('\u001B[1G').at(-1)!).trimEnd())

const logs = { loss: 0.25, accuracy: 0.9, valLoss: 0.5, valAccuracy: 0.875 }

test('each epoch leaves its title, its bar and its values', () => {
  const stream = new CapturedStream(100)
  const bar = new ProgressBar(stream)
  for (const epoch of [0, 1]) {
    bar.onEpochBegin(epochEvent({ epoch }))
    for (const step of [1, 2, 3, 4]) bar.onTrainBatchEnd(batchEvent(step, logs, { epoch }))
    bar.onEpochEnd(epochEndEvent(logs, { epoch }))
  }
  bar.onTrainEnd()
  const finished = `4/4 ${'━'.repeat(24)} 2.5s  loss 0.2500  accuracy 0.9000  valLoss 0.5000  valAccuracy 0.8750`
  expect(screen(stream)).toEqual(['Epoch 1/2', finished, 'Epoch 2/2', finished, ''])
})

test('an epoch under way shows its first line at once, with no estimate yet', () => {
  const stream = new CapturedStream(60)
  const bar = new ProgressBar(stream)
  bar.onEpochBegin(epochEvent())
  expect(screen(stream)).toEqual(['Epoch 1/2', `0/4 ${'─'.repeat(30)} ETA -`])
  bar.onTrainEnd()
})

test('an epoch that is stopped keeps what it had, and ends its line', () => {
  const stream = new CapturedStream(80)
  const bar = new ProgressBar(stream)
  bar.onEpochBegin(epochEvent())
  bar.onTrainBatchEnd(batchEvent(2, { loss: 0.5 }))
  bar.onTrainEnd()
  const [title, line, ...rest] = screen(stream)
  expect([title, ...rest]).toEqual(['Epoch 1/2', ''])
  expect(line).toMatch(/^2\/4 ━{15}─{15} ETA \S+ {2}loss 0\.5000$/)
})

test('a transient bar names its epoch, and is gone in the end', () => {
  const stream = new CapturedStream(80)
  const bar = new ProgressBar(stream, { isTransient: true })
  bar.onEpochBegin(epochEvent())
  expect(screen(stream)).toEqual([`Epoch 1/2  0/4 ${'─'.repeat(30)} ETA -`])
  bar.onEpochEnd(epochEndEvent(logs))
  bar.onTrainEnd()
  expect(screen(stream)).toEqual([''])
})

test('the state of the terminal stays untouched: cursor and wrapping', () => {
  const stream = new CapturedStream(80)
  const bar = new ProgressBar(stream)
  bar.onEpochBegin(epochEvent())
  bar.onEpochEnd(epochEndEvent(logs))
  expect(stream.text).toContain('\u001B[')
  expect(stream.text).not.toContain('\u001B[?')
})
