/** Activations against each other: what one is by means of the others, in double precision. */
import { cpu } from '@neurite/backend-cpu'
import { grad, linspace, setBackend, type Tensor } from '@neurite/core'
import { beforeAll, expect, test } from 'vitest'
import { activations } from './activations.ts'
import { elu } from './elu.ts'
import { exponential } from './exponential.ts'
import { hardSigmoid } from './hard-sigmoid.ts'
import { hardSilu } from './hard-silu.ts'
import { hardTanh } from './hard-tanh.ts'
import { linear } from './linear.ts'
import { logSigmoid } from './log-sigmoid.ts'
import { mish } from './mish.ts'
import { relu } from './relu.ts'
import { relu6 } from './relu6.ts'
import { selu } from './selu.ts'
import { sigmoid } from './sigmoid.ts'
import { silu } from './silu.ts'
import { softplus } from './softplus.ts'
import { softsign } from './softsign.ts'
import { sparsePlus } from './sparse-plus.ts'
import { sparseSigmoid } from './sparse-sigmoid.ts'
import { tanh } from './tanh.ts'
import { tanhShrink } from './tanh-shrink.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

type Activation = (x: Tensor) => Tensor

/** The slope of a function at each element. */
const slopes =
  (fn: Activation): Activation =>
  (x) =>
    grad((y: Tensor) => fn(y).sum())(x)

const identities: readonly (readonly [string, Activation, Activation])[] = [
  ['linear is nothing', linear, (x) => x],
  ['exponential is e^x', exponential, (x) => x.exp()],
  ['hardSigmoid is hardTanh of a third, halved and moved', hardSigmoid, (x) => hardTanh(x.div(3)).add(1).div(2)],
  ['hardSilu is x hardSigmoid', hardSilu, (x) => x.mul(hardSigmoid(x))],
  [
    'hardTanh is two relus',
    hardTanh,
    (x) =>
      relu(x.add(1))
        .sub(relu(x.sub(1)))
        .sub(1),
  ],
  ['logSigmoid is the logarithm of sigmoid', logSigmoid, (x) => sigmoid(x).log()],
  ['mish is x tanh(softplus)', mish, (x) => x.mul(tanh(softplus(x)))],
  ['relu6 is relu, limited', relu6, (x) => relu(x, { maxValue: 6 })],
  ['selu is elu, stretched', selu, (x) => elu(x, 1.6732632423543772).mul(1.0507009873554805)],
  ['silu is x sigmoid', silu, (x) => x.mul(sigmoid(x))],
  ['softsign is odd and below 1', softsign, (x) => x.sign().mul(x.abs().div(x.abs().add(1)))],
  ['sparsePlus has the slope sparseSigmoid', slopes(sparsePlus), sparseSigmoid],
  ['softplus has the slope sigmoid', slopes(softplus), sigmoid],
  ['sparseSigmoid is hardTanh, halved and moved', sparseSigmoid, (x) => hardTanh(x).add(1).div(2)],
  ['tanhShrink is what tanh takes away', tanhShrink, (x) => x.sub(tanh(x))],
]

test.each(identities)('%s', async (_, left, right) => {
  // No kink of any of them is hit.
  const x = linspace(-8.3, 8.1, 83, { dtype: 'float64' })
  const [got, expected] = [await left(x).data(), await right(x).data()]
  expect(got.length).toBe(83)
  for (const [index, value] of got.entries()) expect(value).toBeCloseTo(expected[index]!, 12)
})

const named = {
  exponential,
  hardSigmoid,
  hardSilu,
  hardTanh,
  linear,
  logSigmoid,
  mish,
  relu6,
  selu,
  silu,
  softsign,
  sparsePlus,
  sparseSigmoid,
  tanhShrink,
}

test.each(Object.entries(named))('%s is what its identifier stands for', (name, fn) => {
  expect(activations[name as keyof typeof named]).toBe(fn)
})
