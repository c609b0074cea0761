/** Functions of the host return what was promised, or are named. */
import { expect, test } from 'vitest'
import { ExecutionError } from '../errors/errors.ts'
import { callHostFunction, registerHostFunction } from './host-call.ts'

test('what comes back is a copy of what was promised', () => {
  const kept = Float32Array.of(1, 2)
  registerHostFunction('kept', () => [kept])
  const [given] = callHostFunction('kept', [], [{ dtype: 'float32', shape: [2] }])
  expect(given).toEqual(kept)
  expect(given).not.toBe(kept)
})

test('another array, another length and nothing are refused', () => {
  registerHostFunction('wrong', ([x]) => [x!])
  const call = (shape: number[]) => () => callHostFunction('wrong', [Float32Array.of(1)], [{ dtype: 'float32', shape }])
  expect(call([2])).toThrow(ExecutionError)
  expect(call([2])).toThrow('hostCall: "wrong" must return a Float32Array of 2 as result 0 (float32[2]), got Float32Array of 1')
  registerHostFunction('nothing', () => [])
  expect(() => callHostFunction('nothing', [], [{ dtype: 'int32', shape: [] }])).toThrow('got nothing')
})
