import { ArgumentError } from 'neurite'
import { expect, test } from 'vitest'
import { capturedIo } from '../testing/captured-io.ts'
import { readCommandLine } from './command-line.ts'

const read = (line: string) => readCommandLine(line.split(' ').filter(Boolean), capturedIo())

const defaults = {
  model: 'mlp',
  epochs: 5,
  batchSize: 32,
  learningRate: 0.001,
  backend: 'auto',
  dataset: 'mnist',
  seed: 0,
  stepsPerExecution: 1,
  validationSplit: 0.1,
}

test('nothing at all trains with the defaults', () => {
  expect(read('')).toEqual({ command: 'train', options: defaults })
})

test('every option is read', () => {
  const line = `--model mlp --epochs 2 --batch-size 64 --learning-rate 0.01 --backend cpu --dataset fashion-mnist
    --data-dir some/folder --seed 7 --steps-per-execution 4 --validation-split 0 --json`
  expect(readCommandLine(line.split(/\s+/), capturedIo())).toEqual({
    command: 'train',
    options: {
      model: 'mlp',
      epochs: 2,
      batchSize: 64,
      learningRate: 0.01,
      backend: 'cpu',
      dataset: 'fashion-mnist',
      dataDir: 'some/folder',
      seed: 7,
      stepsPerExecution: 4,
      validationSplit: 0,
      json: true,
    },
  })
})

test.each([
  ['train --epochs 3', { command: 'train', options: { ...defaults, epochs: 3 } }],
  ['--epochs 3 evaluate', { command: 'evaluate', options: { ...defaults, epochs: 3 } }],
  ['evaluate --epochs=3 --json', { command: 'evaluate', options: { ...defaults, epochs: 3, json: true } }],
  ['evaluate --load m', { command: 'evaluate', options: { ...defaults, load: 'm' } }],
  ['evaluate --seeds 2,0', { command: 'evaluate', options: { ...defaults, seeds: [2, 0] } }],
  ['predict', { command: 'predict', options: { ...defaults, count: 5, files: [] } }],
  ['predict --count 2 --epochs 3', { command: 'predict', options: { ...defaults, count: 2, epochs: 3, files: [] } }],
  [
    'predict a.png --load m b.png',
    { command: 'predict', options: { ...defaults, count: 5, load: 'm', files: ['a.png', 'b.png'] } },
  ],
  ['--save m --epochs 3', { command: 'train', options: { ...defaults, save: 'm', epochs: 3 } }],
  ['train --save m --resume', { command: 'train', options: { ...defaults, save: 'm', resume: true } }],
  ['--curve', { command: 'train', options: { ...defaults, curve: true } }],
  ['--no-curve', { command: 'train', options: { ...defaults, curve: false } }],
  ['-- --epochs 3', { command: 'train', options: { ...defaults, epochs: 3 } }],
])('%s', (line, request) => expect(read(line)).toEqual(request))

test.each([
  ['--epochs 0', '--epochs: expected a whole number from 1, got "0"'],
  ['--backend gpu', '--backend: unknown value "gpu"; did you mean "cpu"?'],
  ['--model rnn', '--model: unknown value "rnn"; did you mean "cnn"?'],
  ['--dataset fashion_mnist', '--dataset: unknown value "fashion_mnist"; did you mean "fashion-mnist"?'],
  ['predict --count 0', '--count: expected a whole number from 1, got "0"'],
  ['--validation-split 1', '--validation-split: expected a number from 0 to below 1, got "1"'],
  ['--seeds 1,2', "unknown option '--seeds'; did you mean --seed?"],
  ['evaluate --seeds 1,x', '--seeds: expected a whole number from 0 to 4294967295, got "x"'],
  ['evaluate --seeds 1,1', '--seeds: expected seeds that differ, got "1,1"'],
  ['evaluate --seeds 1,2 --seed 3', '--seeds: a model is trained with each of them; leave --seed out'],
  ['evaluate --seeds 1,2 --load m', '--seeds: a model is trained with each of them; leave --load out'],
  ['--epoch 3', "unknown option '--epoch'; did you mean --epochs?"],
  ['--count 3', "unknown option '--count'"],
  ['--seed', "option '--seed <number>' argument missing"],
  ['trian', 'unknown command "trian"; did you mean "train"?'],
  ['seven.png', 'unknown command "seven.png"; did you mean "predict seven.png"?'],
  ['predict --count 2 a.png', '--count: it says how many test images to predict, but files were named; leave one of them out'],
  ['evaluate --save m', "unknown option '--save'"],
  ['--load m', "unknown option '--load'"],
  ['evaluate now', 'evaluate: unexpected argument "now"; it takes options only, see --help'],
])('%s is refused', (line, message) => {
  const reading = () => read(line)
  expect(reading).toThrow(ArgumentError)
  expect(reading).toThrow(new ArgumentError(message))
})

test('help names every command and option, and asks for nothing', () => {
  const io = capturedIo()
  expect(readCommandLine(['--help'], io)).toBeUndefined()
  expect(io.stderr.text).toBe('')
  const flags = Object.keys({ ...defaults, dataDir: 0, json: 0 }).map(
    (name) => `--${name.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`,
  )
  for (const word of [
    ...flags,
    'train',
    'evaluate',
    'predict',
    '--save',
    '--resume',
    '--no-curve',
    '--load',
    '--seeds',
    '.backup',
  ])
    expect(io.stdout.text).toContain(word)
})

test('the help of predict has its own option and the common ones', () => {
  const io = capturedIo()
  expect(readCommandLine(['predict', '--help'], io)).toBeUndefined()
  expect(io.stdout.text).toContain('--count')
  expect(io.stdout.text).toContain('--epochs')
})
