/** A step without arguments that runs again and again: whatever changes between two runs is seen by the next. */
import {
  compile,
  type CompiledFunction,
  DisposedError,
  hostCall,
  registerHostFunction,
  type Tensor,
  tensor,
  Variable,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onEachBackend } from '../backends/each-backend.ts'

/** `total += rate * data`, as a compiled step. */
function accumulator(): { total: Variable; rate: Variable; data: Tensor; step: CompiledFunction<readonly [], void> } {
  const [total, rate] = [new Variable([0, 0]), new Variable(1)]
  const data = tensor([1, 2])
  const step = compile(() => {
    total.assign(total.value.add(data.mul(rate.value)))
  })
  return { total, rate, data, step }
}

const runs = (step: () => void, times: number): void => {
  for (let i = 0; i < times; i++) step()
}

onEachBackend('a step that runs again and again', () => {
  test('goes on from where it was', async () => {
    const { total, step } = accumulator()
    runs(step, 5)
    expect(await total.value.array()).toEqual([5, 10])
  })

  test('sees what it updates assigned in between', async () => {
    const { total, step } = accumulator()
    runs(step, 3)
    total.assign([10, 10])
    runs(step, 3)
    expect(await total.value.array()).toEqual([13, 16])
  })

  test('sees what it reads assigned in between', async () => {
    const { total, rate, step } = accumulator()
    runs(step, 3)
    rate.assign(10)
    runs(step, 3)
    expect(await total.value.array()).toEqual([33, 66])
  })

  test('leaves a value alone that was handed out in between', async () => {
    const { total, step } = accumulator()
    runs(step, 3)
    const before = total.value
    runs(step, 3)
    expect(await before.array()).toEqual([3, 6])
    expect(await total.value.array()).toEqual([6, 12])
  })

  test('takes turns with another program that updates the same variable', async () => {
    const { total, step } = accumulator()
    const double = compile(() => {
      total.assign(total.value.mul(2))
    })
    for (let i = 0; i < 4; i++) {
      runs(step, 2)
      double()
    }
    expect(await total.value.array()).toEqual([60, 120])
  })

  test('repeats', async () => {
    const { total, step } = accumulator()
    runs(step, 2)
    step.repeat(3)
    step.repeat(4)
    expect(await total.value.array()).toEqual([9, 18])
  })

  test('refuses a variable that was disposed in between', () => {
    const { rate, step } = accumulator()
    runs(step, 3)
    rate.dispose()
    expect(() => step()).toThrow(DisposedError)
  })

  test('a run that fails is thrown at the next read', async () => {
    const total = new Variable([0, 0])
    let calls = 0
    registerHostFunction('fourth-fails', ([x]) => {
      calls += 1
      if (calls === 4) throw new Error('the fourth call fails')
      return [x!]
    })
    const step = compile(() => {
      const [counted] = hostCall('fourth-fails', [total.value.add(1)], [total.type])
      total.assign(counted!)
    })
    runs(step, 4)
    await expect(total.data()).rejects.toThrow(/failed/)
  })
})
