/** The programs of an epoch: traced once, exact over a remainder, and a failure of the backend does not pass unnoticed. */
import { cpu } from '@neurite/backend-cpu'
import { type Backend, ExecutionError, runtimeCounts, type Tensor, tensor } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { MeanSquaredError } from '../losses/mean-squared-error.ts'
import { MeanLoss } from '../metrics/mean-loss.ts'
import { MeanAbsoluteError } from '../losses/mean-absolute-error.ts'
import { Epoch } from './epoch.ts'

const loss = new MeanSquaredError()

/** Predicts x itself, for targets of 0: the losses are the squares 1, 4, 9, 16, 25. */
const makeEpoch = (backend: Backend, batchSize: number): Epoch => {
  const mae = new MeanLoss(new MeanAbsoluteError(), { name: 'mae' })
  return new Epoch({
    call: 'm.fit',
    backend,
    batchSize,
    samples: {
      x: tensor([[1], [2], [3], [4], [5]]),
      y: tensor([[0], [0], [0], [0], [0]]),
      rows: { start: 0, count: 5 },
      sampleWeight: undefined,
    },
    metrics: () => [{ name: 'mae', metric: mae }],
    body: ({ x, y }) => {
      mae.update(y as Tensor, x as Tensor)
      return { loss: loss.compute(y as Tensor, x as Tensor) }
    },
  })
}

describe.each([1, 2, 3, 5, 8])('batches of %d', (batchSize) => {
  test('the mean is over samples, not over batches', async () => {
    const epoch = makeEpoch(cpu(), batchSize)
    await epoch.prepare()
    for (let pass = 0; pass < 2; pass++) {
      epoch.reset()
      while (!epoch.finished) epoch.advance(1)
      expect((await epoch.read()).logs).toEqual({ loss: 11, mae: 3 })
    }
    expect(epoch.stepsDone).toBe(Math.ceil(5 / batchSize))
  })
})

test('the values so far can be read at any step', async () => {
  const epoch = makeEpoch(cpu(), 2)
  epoch.reset()
  expect((await epoch.read()).logs).toEqual({ loss: 0, mae: 0 })
  epoch.advance(1)
  expect((await epoch.read()).logs).toEqual({ loss: 2.5, mae: 1.5 })
})

test('each program is traced once, and everything is compiled before the first step', async () => {
  const backend = cpu()
  const epoch = makeEpoch(backend, 2)
  await epoch.prepare()
  const { compiles } = runtimeCounts(backend)
  for (let pass = 0; pass < 3; pass++) {
    epoch.reset()
    while (!epoch.finished) epoch.advance(2)
    await epoch.read()
  }
  // The full step, the remainder, the two resets and the values.
  expect(epoch.traces).toBe(5)
  expect(runtimeCounts(backend).compiles).toBe(compiles)
})

test('several steps in one call end at the last full one', () => {
  const epoch = makeEpoch(cpu(), 2)
  epoch.reset()
  expect([epoch.advance(10), epoch.advance(10)]).toEqual([2, 1])
  expect(epoch.finished).toBe(true)
})

/** A backend whose runs fail while `broken` is set. */
function fragile(): Backend & { broken: boolean } {
  const base = cpu()
  const backend: Backend & { broken: boolean } = {
    broken: false,
    name: 'fragile',
    capabilities: base.capabilities,
    allocate: (sizes) => base.allocate(sizes),
    free: (slices) => base.free(slices),
    write: (slice, data) => base.write(slice, data),
    read: (slice) => base.read(slice),
    compile: (program) =>
      base.compile(program).then((executable) => ({
        ...executable,
        run: (call) => {
          if (backend.broken) throw new Error('device lost')
          return executable.run(call)
        },
        dispose: () => executable.dispose(),
      })),
    dispose: () => base.dispose(),
  }
  return backend
}

test('steps that the backend did not run are noticed', async () => {
  const backend = fragile()
  const epoch = makeEpoch(backend, 2)
  await epoch.prepare()
  epoch.reset()
  epoch.advance(1)
  await epoch.read()
  backend.broken = true
  epoch.advance(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  backend.broken = false
  const reading = epoch.read()
  await expect(reading).rejects.toThrow(ExecutionError)
  await expect(reading).rejects.toThrow(/^m\.fit: fragile: .*device lost; the weights are those of the last good step$/)
})

test('the first step whose loss is not finite is remembered', async () => {
  const values = [[1], [2], [Infinity], [Number.NaN], [1]]
  const epoch = new Epoch({
    call: 'm.fit',
    backend: cpu(),
    batchSize: 1,
    samples: { x: tensor(values), y: tensor([[0], [0], [0], [0], [0]]), rows: { start: 0, count: 5 }, sampleWeight: undefined },
    metrics: () => [],
    body: ({ x, y }) => ({ loss: loss.compute(y as Tensor, x as Tensor) }),
  })
  epoch.reset()
  epoch.advance(2)
  expect((await epoch.read()).bad).toBeUndefined()
  epoch.advance(3)
  expect((await epoch.read()).bad).toEqual({ step: 3, loss: Infinity })
})
