import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { readOptions } from './options.mjs'

test('everything is measured unless told otherwise', () => {
  expect(readOptions([])).toMatchObject({
    mode: 'peers',
    parts: ['W1', 'W2', 'W3', 'W4', 'W5', 'GPU', 'W6', 'calls', 'memory', 'size', 'accuracy'],
    peers: undefined,
    effort: { rounds: 5, sliceMs: 1000, warmCalls: 64 },
    threads: availableParallelism(),
    quick: false,
  })
})

test('lists, numbers and paths', () => {
  const args = ['--only', 'W1, W3', '--peers', 'tfjs,jax', '--rounds', '3', '--threads', '4', '--json', 'out.json', '--quick']
  expect(readOptions(args)).toMatchObject({
    parts: ['W1', 'W3'],
    peers: ['tfjs', 'jax'],
    effort: { rounds: 3, sliceMs: 100 },
    threads: 4,
    json: 'out.json',
  })
})

test.each([
  ['--quick', ['W1', 'W2', 'W3', 'W4', 'W5', 'GPU', 'W6', 'calls', 'memory', 'size']],
  ['--quick --accuracy', ['W1', 'W2', 'W3', 'W4', 'W5', 'GPU', 'W6', 'calls', 'memory', 'size', 'accuracy']],
  ['--only size,W1', ['W1', 'size']],
  ['--only W1 --accuracy', ['W1', 'accuracy']],
  ['--only accuracy --quick', ['accuracy']],
])('%s: %j', (line, parts) => {
  expect(readOptions(line.split(' ')).parts).toEqual(parts)
})

test('micro takes parts of names', () => {
  expect(readOptions(['micro', '--only', 'softmax'])).toMatchObject({ mode: 'micro', only: ['softmax'] })
})

test.each([
  [['--only', 'W7'], 'bench: --only names W7; there are W1, W2, W3, W4, W5, GPU, W6, calls, memory, size, accuracy'],
  [['--peers', 'theano'], 'bench: --peers names theano; there are tfjs, jax, onnxruntime, torch, keras, none'],
  [['--rounds', '0'], 'bench: --rounds is 0; pass a whole number from 1'],
  [['macro'], 'bench: got macro; there is only "micro"'],
])('%j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message)
})
