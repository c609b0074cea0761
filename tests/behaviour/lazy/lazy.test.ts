/** The lazy semantics that DESIGN fixes, one test each. */
import {
  type Backend,
  computeTogether,
  liveMemory,
  runtimeCounts,
  ShapeError,
  DTypeError,
  setDebugLevel,
  staticValue,
  tensor,
  type Tensor,
  Variable,
  zeros,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onEachBackend } from '../backends/each-backend.ts'

onEachBackend('lazy tensors', (current) => {
  const counts = () => ({ ...runtimeCounts(current()) })

  test('calling an operation runs nothing; reading runs once', async () => {
    const y = tensor([1, 2, 3]).mul(2).add(1)
    expect(counts()).toEqual({ compiles: 0, runs: 0, nodesRun: 0 })
    expect(await y.array()).toEqual([3, 5, 7])
    expect(await y.array()).toEqual([3, 5, 7])
    expect(counts().runs).toBe(1)
  })

  test('shape and dtype rules throw at the call', () => {
    expect(() => tensor([1, 2, 3]).add(tensor([1, 2]))).toThrow(ShapeError)
    expect(() => tensor([1, 2]).matmul(tensor([[1, 2, 3]]))).toThrow(/matmul: \[1, 2\] has 2 columns but \[1, 3\] has 1 rows/)
    expect(() => tensor([true]).neg()).toThrow(DTypeError)
  })

  test('a late read makes the earlier program emit what it computed inside, once per structure', async () => {
    const hidden = tensor([1, 2]).mul(3)
    const sum = hidden.sum()
    expect(await sum.item()).toBe(9)
    const before = counts()
    expect(await hidden.array()).toEqual([3, 6])
    expect(counts().runs - before.runs).toBe(1)

    const hiddenAgain = tensor([5, 6]).mul(3)
    expect(await hiddenAgain.sum().item()).toBe(33)
    const runs = counts().runs
    expect(await hiddenAgain.array()).toEqual([15, 18])
    expect(counts().runs, 'the same structure emits the inner value from now on').toBe(runs)
  })

  test('a loop that reads a loss per step replays nothing: the work per step stays the same', async () => {
    let weights: Tensor = tensor([1, 2, 3])
    const work: number[] = []
    for (let step = 0; step < 30; step++) {
      const before = counts().nodesRun
      const loss = weights.square().sum()
      weights = weights.sub(weights.mul(0.1))
      await loss.item()
      work.push(counts().nodesRun - before)
    }
    expect(new Set(work.slice(5)).size).toBe(1)
    expect(work.at(-1)).toBeLessThan(20)
    const expected = 0.9 ** 30
    const result = await weights.data()
    ;[1, 2, 3].forEach((w, i) => expect(result[i]).toBeCloseTo(w * expected, 5))
  })

  test('a chain that nobody reads is computed in pieces', async () => {
    let x: Tensor = tensor([0])
    for (let i = 0; i < 10_000; i++) x = x.add(1)
    if (current().compileSync) expect(counts().runs).toBeGreaterThan(3)
    expect(await x.item()).toBe(10_000)
    expect(counts().compiles).toBeLessThanOrEqual(3)
  })

  test('numbers are passed at run time: one program serves all values', async () => {
    const x = tensor([1, 2])
    for (const factor of [0.1, 0.2, 0.3, -7, 1e9]) {
      const [first] = await x.mul(factor).data()
      expect(first).toBe(Math.fround(factor))
    }
    expect(counts().compiles).toBe(1)
  })

  test('special numbers and static values are literals', async () => {
    const x = tensor([1, 2])
    expect(await x.mul(2).array()).toEqual([2, 4])
    expect(await x.mul(0.5).array()).toEqual([0.5, 1])
    expect(counts().compiles).toBe(2)
    expect(await x.mul(staticValue(3)).array()).toEqual([3, 6])
    expect(await x.mul(staticValue(4)).array()).toEqual([4, 8])
    expect(counts().compiles).toBe(4)
  })

  test('infinities and NaN as numbers do not get mixed up', async () => {
    const x = tensor([1])
    expect(await x.mul(Infinity).item()).toBe(Infinity)
    expect(await x.mul(-Infinity).item()).toBe(-Infinity)
    expect(await x.mul(staticValue(Infinity)).item()).toBe(Infinity)
    expect(await x.mul(staticValue(-Infinity)).item()).toBe(-Infinity)
    expect(await x.mul(NaN).item()).toBeNaN()
    expect(Object.is(await x.mul(-0).item(), -0)).toBe(true)
    expect(Object.is(await x.mul(0).item(), 0)).toBe(true)
  })

  test('a handed-out value of a variable is a snapshot', async () => {
    const v = new Variable([1, 2])
    const before = v.value
    const derived = before.mul(10)
    v.assign(v.value.add(1))
    expect(await before.array()).toEqual([1, 2])
    expect(await derived.array()).toEqual([10, 20])
    expect(await v.value.array()).toEqual([2, 3])
  })

  test('several tensors are computed by one program', async () => {
    const x = tensor([1, 2, 3])
    const [a, b] = [x.exp().sum(), x.exp().max()]
    computeTogether([a.value, b.value])
    await Promise.all([a.data(), b.data()])
    expect(counts().runs).toBe(1)
  })

  test('equal parts are computed once', async () => {
    const x = tensor([1, 2, 3])
    const y = x.exp().add(x.exp()).add(x.exp())
    await y.data()
    expect(counts().nodesRun).toBe(3)
  })

  test('empty tensors and scalars', async () => {
    expect(await zeros([0, 3]).add(1).array()).toEqual([])
    expect(await zeros([2, 0]).sum(1).array()).toEqual([0, 0])
    expect(await zeros([2, 0]).max(1).array()).toEqual([-Infinity, -Infinity])
    expect(await tensor(3).mul(tensor(4)).item()).toBe(12)
  })

  test('dispose frees at once, and later use says so', async () => {
    const backend: Backend = current()
    const y = tensor([1, 2, 3]).mul(5)
    await y.data()
    const { buffers } = liveMemory(backend)
    y.dispose()
    expect(liveMemory(backend).buffers).toBe(buffers - 1)
    expect(() => y.add(1)).toThrow(/add: the tensor was disposed/)
    await expect(y.data()).rejects.toThrow(/tensor.data: the tensor was disposed/)
  })

  test('disposing an input that a pending tensor needs does not break it', async () => {
    const x = tensor([1, 2, 3]).mul(5)
    await x.data()
    const y = x.add(1)
    x.dispose()
    expect(await y.array()).toEqual([6, 11, 16])
  })

  test('an error at run time is thrown at the read, and names where the operation was called', async () => {
    const backend = current()
    setDebugLevel(1)
    const log = console.error
    console.error = () => {}
    try {
      const broken = tensor([1, 2, 3]).add(1)
      backend.allocate = () => {
        throw new Error('cannot allocate 12 bytes')
      }
      await expect(broken.data()).rejects.toThrow(/cannot allocate 12 bytes.*lazy\.test\.ts/)
      await expect(broken.data(), 'a failed tensor stays failed').rejects.toThrow(/cannot allocate 12 bytes/)
      expect(() => broken.mul(2)).toThrow(/cannot allocate 12 bytes/)
    } finally {
      console.error = log
      setDebugLevel(0)
    }
  })

  test('reading synchronously works where the backend does', async () => {
    const y = tensor([1, 2]).mul(3)
    if (current().compileSync) expect([...y.dataSync()]).toEqual([3, 6])
    else expect(() => y.dataSync()).toThrow(/tensor.dataSync: the slow cpu backend cannot be read synchronously/)
    expect(await y.array()).toEqual([3, 6])
  })

  test('a number that the dtype cannot hold is refused', () => {
    const bytes = tensor(new Uint8Array([1, 2]))
    expect(() => bytes.add(300)).toThrow(/add: 300 does not fit uint8, which holds 0 to 255; cast the tensor/)
    expect(() => tensor([1], { dtype: 'uint32' }).add(-1)).toThrow(/add: -1 does not fit uint32/)
    expect(bytes.add(255).dtype).toBe('uint8')
    expect(bytes.add(0.5).dtype).toBe('float32')
  })

  test('a tensor is no number', () => {
    expect(() => Number(tensor(1))).toThrow(/a tensor is not a number/)
    expect(`${tensor([1, 2])}`).toBe('Tensor float32[2] (host)')
  })
})
