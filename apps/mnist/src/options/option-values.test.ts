import { ArgumentError } from 'neurite'
import { expect, test } from 'vitest'
import { readChoice, readCount, readPath, readPositive, readSeed } from './option-values.ts'

const count = readCount('--epochs')
const seed = readSeed('--seed')
const path = readPath('--data-dir', 'folder')
const rate = readPositive('--learning-rate')
const choice = readChoice('--backend', ['auto', 'wasm', 'cpu'])

test.each([
  [count, '1', 1],
  [count, '128', 128],
  [seed, '0', 0],
  [seed, '4294967295', 4294967295],
  [rate, '0.01', 0.01],
  [rate, '1e-3', 0.001],
  [path, 'a folder', 'a folder'],
  [choice, 'wasm', 'wasm'],
])('%# a good value', (read, text, value) => expect(read(text)).toBe(value))

test.each([
  [count, '0', '--epochs: expected a whole number from 1, got "0"'],
  [count, '-3', '--epochs: expected a whole number from 1, got "-3"'],
  [count, '1.5', '--epochs: expected a whole number from 1, got "1.5"'],
  [count, 'five', '--epochs: expected a whole number from 1, got "five"'],
  [count, '', '--epochs: expected a whole number from 1, got ""'],
  [count, '9'.repeat(20), `--epochs: expected a whole number from 1, got "${'9'.repeat(20)}"`],
  [seed, '-1', '--seed: expected a whole number from 0 to 4294967295, got "-1"'],
  [seed, '4294967296', '--seed: expected a whole number from 0 to 4294967295, got "4294967296"'],
  [rate, '0', '--learning-rate: expected a number above 0, got "0"'],
  [rate, 'NaN', '--learning-rate: expected a number above 0, got "NaN"'],
  [rate, 'Infinity', '--learning-rate: expected a number above 0, got "Infinity"'],
  [rate, ' ', '--learning-rate: expected a number above 0, got " "'],
  [path, '', '--data-dir: expected the path of a folder, got ""'],
  [choice, 'gpu', '--backend: unknown value "gpu"; did you mean "cpu"?'],
  [choice, 'quantum', '--backend: unknown value "quantum"; known: auto, wasm, cpu'],
])('%# a bad value says what is expected', (read, text, message) => {
  const reading = () => read(text)
  expect(reading).toThrow(ArgumentError)
  expect(reading).toThrow(message)
})
