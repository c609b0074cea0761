/** The order of work on one backend. */
import { expect, test } from 'vitest'
import { Queue } from './queue.ts'

const after = (ms: number): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('ready'), ms))

test('work begins at once where nothing has to be waited for', () => {
  const order: string[] = []
  const queue = new Queue()
  expect(queue.add({ needs: 1, begin: () => order.push('a'), fail: () => {} })).toBeUndefined()
  expect(order).toEqual(['a'])
})

test('later work waits for earlier, whatever is ready first', async () => {
  const order: string[] = []
  const queue = new Queue()
  const work = (name: string, needs: unknown) =>
    queue.add({ needs, begin: () => order.push(name), fail: () => order.push(`${name} failed`) })
  work('slow', after(20))
  work('quick', after(1))
  const last = work('now', 0)
  expect(queue.idle).toBe(false)
  await last
  expect(order).toEqual(['slow', 'quick', 'now'])
  expect(queue.idle).toBe(true)
})

test('work that fails does not stop what follows', async () => {
  const order: string[] = []
  const queue = new Queue()
  queue.add({ needs: Promise.reject(new Error('no')), begin: () => order.push('a'), fail: (error) => order.push(String(error)) })
  await queue.add({ needs: after(1), begin: () => order.push('b'), fail: () => {} })
  expect(order).toEqual(['Error: no', 'b'])
})
