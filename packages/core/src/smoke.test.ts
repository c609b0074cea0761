import { expect, test } from 'vitest'
import { cpu } from '../../backend-cpu/src/index.ts'
import { compile, grad, setBackend, tensor, Tensor, Variable, softmax, variableGrads, runtimeCounts, getBackend, randomPermutation, randomKey, randomUniform } from './index.ts'

test('smoke', async () => {
  await setBackend(cpu())
  const x = tensor([[1, 2], [3, 4]])
  expect(await x.matmul(x).add(1).array()).toEqual([[8, 11], [16, 23]])
  expect(await grad((x: Tensor) => x.square().sum())(tensor([1, 2, 3])).array()).toEqual([2, 4, 6])
  const w = new Variable([1, 2])
  const step = compile((lr: Tensor) => {
    const { value, grads } = variableGrads(() => softmax(w.value).square().sum(), [w])
    w.assign(w.value.sub(grads[0]!.mul(lr)))
    return value
  })
  const before = w.value
  console.log(step.print(0.1))
  for (let i = 0; i < 3; i++) console.log(await step(0.1 * i).item())
  console.log(step.traces, await w.data(), await before.data(), runtimeCounts(getBackend()))
  console.log(await randomPermutation(randomKey(1), 10).data(), await randomUniform(randomKey(1), [4]).data())
  // quadratic
  let v = tensor([1, 2, 3])
  for (let i = 0; i < 20; i++) {
    const loss = v.square().sum()
    const g = v.mul(0.1)
    v = v.sub(g)
    await loss.item()
  }
  console.log(runtimeCounts(getBackend()))
})
