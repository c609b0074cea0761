/** FitState: training that is written down and taken up by another model ends where the first one ends. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, sizeOf, tensor, type Tensor, type Variable } from '@neurite/core'
import { beforeAll, expect, test } from 'vitest'
import type { Callback } from '../callbacks/callback.ts'
import { Dense } from '../layers/dense.ts'
import { Sequential } from '../models/sequential.ts'
import { FitState } from './fit-state.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const waves = (shape: readonly number[], phase: number): Tensor =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => Math.sin(phase + index)),
    { shape },
  )

const [x, y] = [waves([12, 3], 0), waves([12, 1], 5)]

function makeModel(): Sequential {
  const model = new Sequential([new Dense(4, { activation: 'tanh', inputShape: [3] }), new Dense(1)])
  for (const [index, weight] of model.weights.entries()) weight.assign(waves(weight.shape, index))
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['meanAbsoluteError'] })
  return model
}

/** What `FitState` gives, as another process would get it: copies of numbers, and JSON. */
interface Written {
  readonly snapshot: ReturnType<FitState['capture']>['snapshot']
  readonly values: readonly (readonly number[])[]
}

const all = ({ variables: { model, optimizer, measured } }: FitState): readonly Variable[] => [
  ...model,
  ...optimizer,
  ...measured,
]

const numbersOf = async (tensors: readonly Tensor[]): Promise<number[][]> =>
  Promise.all(tensors.map(async (t) => [...(await t.data())]))

async function write(fit: FitState): Promise<Written> {
  const { snapshot } = fit.capture()
  return { snapshot: JSON.parse(JSON.stringify(snapshot)), values: await numbersOf(all(fit).map(({ value }) => value)) }
}

const weightsOf = (model: Sequential): Promise<number[][]> => numbersOf(model.weights.map(({ value }) => value))

const options = { epochs: 3, batchSize: 4, seed: 7, verbose: 0 } as const

/** Trains to the end, and writes down how things stood after each batch. */
async function trainWriting(): Promise<{ model: Sequential; written: Written[]; fit: FitState }> {
  const model = makeModel()
  const written: Written[] = []
  let fit: FitState | undefined
  const writing: Callback = {
    setFit: (state) => {
      fit = state
    },
    onTrainBatchEnd: async () => {
      written.push(await write(fit!))
    },
  }
  await model.fit(x, y, { ...options, callbacks: [writing] })
  return { model, written, fit: fit! }
}

/** Takes training up from what was written down. */
async function takeUp({ snapshot, values }: Written): Promise<Sequential> {
  const model = makeModel()
  const resuming: Callback = {
    setFit: async (fit) => {
      await fit.restore(snapshot, [])
      for (const [index, variable] of all(fit).entries()) {
        variable.assign(tensor(Float64Array.from(values[index]!), { shape: variable.shape, dtype: variable.dtype }))
      }
    },
  }
  await model.fit(x, y, { ...options, callbacks: [resuming] })
  return model
}

test('callbacks get one, and it says how far training is', async () => {
  const { model, written, fit } = await trainWriting()
  expect(fit).toBeInstanceOf(FitState)
  expect(fit.model).toBe(model)
  expect(fit.epoch).toBe(3)
  expect(written.map(({ snapshot: { epoch, isUnderWay } }) => [epoch, isUnderWay])).toEqual(
    [0, 0, 0, 1, 1, 1, 2, 2, 2].map((epoch) => [epoch, true]),
  )
  const { variables } = fit
  expect(variables.model).toEqual(model.variables)
  expect(variables.optimizer).toEqual(model.optimizer!.variables)
})

test.each([1, 4, 7])('taken up after batch %i, it ends with the same weights', async (batches) => {
  const { model, written } = await trainWriting()
  const resumed = await takeUp(written[batches - 1]!)
  expect(await weightsOf(resumed)).toEqual(await weightsOf(model))
})
