/** The gradient of a whole model and its loss, against central differences in float64. */
import { cpu } from '@neurite/backend-cpu'
import { compile, setBackend, tensor, type Variable, variableGrads } from '@neurite/core'
import { beforeAll, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import type { LossIdentifier } from '../losses/everyday-losses.ts'
import { getLoss } from '../losses/get-loss.ts'
import { SparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts'
import type { Loss } from '../losses/loss.ts'
import { Sequential } from '../models/sequential.ts'
import { setRandomSeed } from '../random/seed.ts'

beforeAll(() => setBackend(cpu()))

const step = 1e-5

/** How the loss changes with each element of a variable. */
async function differences(variable: Variable, lossValue: () => Promise<number>): Promise<number[]> {
  const start = (await variable.data()).slice()
  const at = async (index: number, offset: number): Promise<number> => {
    const moved = start.slice()
    moved[index]! += offset
    variable.assign(moved)
    return lossValue()
  }
  const result: number[] = []
  for (let index = 0; index < start.length; index++)
    result.push(((await at(index, step)) - (await at(index, -step))) / (2 * step))
  variable.assign(start)
  return result
}

const labels = [0, 2, 1, 2]
const oneHot = labels.map((label) => [0, 1, 2].map((c) => Number(c === label)))

const rows: readonly (readonly [string, Loss, 'softmax' | 'sigmoid' | 'linear', number[] | number[][]])[] = [
  ['softmax, taken back to logits', getLoss('test', 'sparseCategoricalCrossentropy'), 'softmax', labels],
  ['logits', new SparseCategoricalCrossentropy({ fromLogits: true }), 'linear', labels],
  ['probabilities that no softmax made', getLoss('test', 'sparseCategoricalCrossentropy'), 'sigmoid', labels],
  ...(['categoricalCrossentropy', 'binaryCrossentropy', 'meanSquaredError', 'meanAbsoluteError'] satisfies LossIdentifier[]).map(
    (name) => [name, getLoss('test', name), 'sigmoid', oneHot] as const,
  ),
]

test.each(rows)('%s', async (_, loss, activation, targets) => {
  setRandomSeed(11)
  const dtype = 'float64'
  const model = new Sequential([
    new Dense(5, { activation: 'tanh', inputShape: [3], dtype }),
    new Dense(3, { activation, dtype }),
  ])
  const x = tensor(
    [
      [0.1, -0.5, 0.7],
      [1, 0.3, -0.2],
      [-0.8, 0.9, 0.4],
      [0.2, 0.2, 0.2],
    ],
    { dtype },
  )
  const y = tensor(targets, { dtype })
  const lossOf = compile(() => loss.compute(y, model.apply(x)))
  const gradients = compile(() => variableGrads(() => loss.compute(y, model.apply(x)), model.trainableWeights).grads)()
  expect(model.trainableWeights).toHaveLength(4)
  for (const [index, weight] of model.trainableWeights.entries()) {
    const expected = await differences(weight, () => lossOf().item())
    const got = await gradients[index]!.data()
    expect(expected.some((value) => Math.abs(value) > 1e-3)).toBe(true)
    expected.forEach((value, k) => expect(Math.abs(got[k]! - value), `${weight.path}[${k}]`).toBeLessThan(1e-8))
  }
})
