/** Calls grow to what was asked for, stay short where steps are slow, and end on the user's boundaries. */
import { expect, test } from 'vitest'
import { Pace } from './pace.ts'

/** Sizes of the calls that run `steps` steps of `stepMs` each. */
function calls(pace: Pace, steps: number, stepMs: number): number[] {
  const sizes: number[] = []
  for (let done = 0; done < steps; done += sizes.at(-1)!) {
    sizes.push(Math.min(pace.stepsAfter(done), steps - done))
    pace.took(sizes.at(-1)!, sizes.at(-1)! * stepMs)
  }
  return sizes
}

test('one step per call is one step per call', () => {
  expect(calls(new Pace(1), 4, 0.1)).toEqual([1, 1, 1, 1])
})

test('quick steps: grows eightfold, then keeps to the boundaries', () => {
  expect(calls(new Pace(20), 60, 0.1)).toEqual([1, 8, 11, 20, 20])
  expect(calls(new Pace(4), 10, 0)).toEqual([1, 3, 4, 2])
})

test('slow steps: no call takes longer than a quarter of a second where that is possible', () => {
  expect(calls(new Pace(100), 7, 100)).toEqual([1, 2, 2, 2])
  expect(calls(new Pace(100), 3, 2000)).toEqual([1, 1, 1])
})

test('executions are complete at multiples of what was asked for', () => {
  const pace = new Pace(4)
  expect([1, 4, 6, 8].map((done) => pace.isComplete(done))).toEqual([false, true, false, true])
})
