/** Two backends alive at once, moving between them, and backends that nobody here knows. */
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import {
  BackendError,
  compile,
  getBackend,
  MustWaitError,
  registerBackend,
  setBackend,
  tensor,
  Variable,
  withBackend,
} from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { asynchronous } from './asynchronous.ts'
import { mini } from './mini/mini-backend.ts'

describe('two backends at once', () => {
  test('each keeps its own tensors, and tensor.to moves', async () => {
    const [a, b] = [cpu(), wasm()]
    const onA = withBackend(a, () => tensor([1, 2, 3]).mul(2))
    const onB = withBackend(b, () => tensor([1, 2, 3]).mul(3))
    expect(onA.backend).toBe(a)
    expect(onB.backend).toBe(b)
    expect(() => onA.add(onB)).toThrow(BackendError)
    expect(() => onA.add(onB)).toThrow(/add: tensors of the backends cpu and wasm meet; move one with tensor\.to\(backend\)/)
    expect(await onA.to(b).add(onB).array()).toEqual([5, 10, 15])
    expect(await onA.add(onB.to(a)).array()).toEqual([5, 10, 15])
    expect(await onA.array()).toEqual([2, 4, 6])
  })

  test('a host tensor serves both', async () => {
    const [a, b] = [cpu(), wasm()]
    const x = tensor([1, 2])
    expect(x.backend).toBeUndefined()
    expect(await withBackend(a, () => x.add(1)).array()).toEqual([2, 3])
    expect(await withBackend(b, () => x.add(1)).array()).toEqual([2, 3])
    expect(x.to(b).backend).toBe(b)
    expect(await x.to(b).add(1).array()).toEqual([2, 3])
  })

  test('to and from a backend that answers later', async () => {
    const [a, slow] = [cpu(), asynchronous(cpu())]
    const x = withBackend(slow, () => tensor([1, 2]).mul(2))
    const moved = x.to(a).add(1)
    expect(await moved.array()).toEqual([3, 5])
    expect(await moved.to(slow).add(1).array()).toEqual([4, 6])
  })

  test('a program that one can only compile by waiting is waited for', async () => {
    const inner = cpu()
    const backend = new Proxy(inner, {
      get(target, name) {
        if (name === 'compileSync') {
          return () => {
            throw new MustWaitError('too large to compile at once')
          }
        }
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const sum = withBackend(backend, () => tensor([1, 2]).add(1))
    expect(await sum.array()).toEqual([2, 3])
    const v = new Variable([1, 2])
    const step = compile(() => v.assign(v.value.mul(2)), { backend })
    step()
    step()
    expect([...(await v.data())]).toEqual([4, 8])
    const unread = withBackend(backend, () => tensor([1, 2]).mul(3))
    expect(() => unread.dataSync()).toThrow(/tensor.dataSync: the cpu backend has work under way; use `await tensor.data\(\)`/)
  })

  test('a variable moves, and a program of another backend names it', async () => {
    const [a, b] = [cpu(), wasm()]
    const v = new Variable([1, 2], { path: 'model/counter' })
    const step = (backend: typeof a) => compile(() => v.assign(v.value.add(1)), { backend, name: 'step' })
    step(a)()
    expect(() => step(b)()).toThrow(/step: variable model\/counter lives on the cpu backend, the program on wasm/)
    v.to(b)
    step(b)()
    expect([...(await v.data())]).toEqual([3, 4])
  })
})

describe('a backend from outside', () => {
  test('is registered by name and computes', async () => {
    registerBackend('mini', mini)
    const backend = await setBackend('mini')
    expect(getBackend()).toBe(backend)
    const v = new Variable([1, 2])
    const step = compile(() => {
      v.assign(v.value.mul(2))
      return v.value.sum()
    })
    expect(await step().item()).toBe(6)
    expect(await step().item()).toBe(12)
    expect(
      await tensor([[1, 2]])
        .matmul(tensor([[3], [4]]))
        .array(),
    ).toEqual([[11]])
  })

  test('an unknown name gets a suggestion', async () => {
    registerBackend('mini', mini)
    await expect(setBackend('mnii')).rejects.toThrow(/setBackend: unknown backend "mnii"; did you mean "mini"\?/)
  })
})
