/** Operations whose primitives have late rows bring them: each is taken alone, as on a page that imports nothing else. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { Backend } from '../backend/backend.ts'
import type { Tensor } from '../tensor/tensor.ts'

const nothing = (): never => {
  throw new Error('nothing is to be run')
}

/** Tracing needs a backend's name, and nothing that it does. */
const backend: Backend = {
  name: 'tracing',
  capabilities: { dtypes: ['float32', 'int32', 'uint32', 'bool'], maxBufferBytes: 0, alignmentBytes: 1 },
  allocate: nothing,
  free: nothing,
  write: nothing,
  read: nothing,
  compile: nothing,
  dispose: nothing,
}

type Operation = (x: Tensor) => Promise<Tensor>

const image = [1, 4, 4, 2] as const
const kernel = [3, 3, 2, 2] as const

const operations: Record<string, readonly [shape: readonly number[], operation: Operation]> = {
  conv: [image, async (x) => (await import('./convolution.ts')).conv(x, (await import('./create.ts')).ones(kernel))],
  convTranspose: [
    image,
    async (x) => (await import('./convolution.ts')).convTranspose(x, (await import('./create.ts')).ones(kernel)),
  ],
  maxPool: [image, async (x) => (await import('./pooling.ts')).maxPool(x, { poolSize: 2 })],
  averagePool: [image, async (x) => (await import('./pooling.ts')).averagePool(x, { poolSize: 2 })],
  cumProd: [[3], async (x) => (await import('./cumulative.ts')).cumProd(x)],
  cumMax: [[3], async (x) => (await import('./cumulative.ts')).cumMax(x)],
  scan: [
    [3],
    async (x) => (await import('./control.ts')).scan((sum: Tensor, element: Tensor) => [sum.add(element), sum], x.sum(), x)[0],
  ],
  cond: [
    [3],
    async (x) =>
      (await import('./control.ts')).cond(
        x.sum().greater(0),
        (y) => y.add(1),
        (y) => y.sub(1),
        x,
      ),
  ],
}

beforeEach(() => {
  vi.resetModules()
})

test.each(Object.entries(operations))('%s brings types and gradients', async (_, [shape, operation]) => {
  const { setBackend } = await import('../backend/registry.ts')
  await setBackend(backend)
  const { zeros } = await import('./create.ts')
  const { differentiate } = await import('../autodiff/backward.ts')
  const x = zeros(shape)
  const y = await operation(x)
  const [gradient] = differentiate([y], [(await import('./create.ts')).onesLike(y)], [x])
  expect(gradient?.shape).toEqual(shape)
})

test('whileLoop brings types', async () => {
  const { setBackend } = await import('../backend/registry.ts')
  await setBackend(backend)
  const { zeros } = await import('./create.ts')
  const { whileLoop } = await import('./control.ts')
  const result = whileLoop(
    (x) => x.less(3),
    (x) => x.add(1),
    zeros([]),
  )
  expect(result.shape).toEqual([])
})

test('primitives by name bring everything, and so do the tables', async () => {
  const { setBackend } = await import('../backend/registry.ts')
  await setBackend(backend)
  const { onesLike, zeros } = await import('./create.ts')
  const { differentiate } = await import('../autodiff/backward.ts')
  const { applyPrimitive, typeRules } = await import('./every-primitive.ts')
  const window = { window: [2], strides: [2], low: [0], high: [0], dilations: [1] }
  const x = zeros([4])
  expect(typeRules.windowSum('windowSum', [{ shape: [4], dtype: 'float32' }], window)).toEqual([{ shape: [2], dtype: 'float32' }])
  const y = applyPrimitive('windowSum', [x], window)
  expect(differentiate([y], [onesLike(y)], [x])[0]?.shape).toEqual([4])
})

test('a row that nobody brought is our mistake', async () => {
  const { typeRules } = await import('../primitives/type-rules.ts')
  expect(() => typeRules.conv('conv', [], { strides: [], low: [], high: [], dilations: [], groups: 1 })).toThrow(
    'internal: conv was applied by a function that did not bring its rows',
  )
})
