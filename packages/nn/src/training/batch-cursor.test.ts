/** The order of the rows: all of them, anew in every epoch, the same for the same seed. */
import { cpu } from '@neurite/backend-cpu'
import { compile, setBackend } from '@neurite/core'
import { beforeAll, expect, test } from 'vitest'
import { BatchCursor } from './batch-cursor.ts'

beforeAll(() => setBackend(cpu()))

/** The row numbers of `epochs` epochs, taken `size` at a time. */
async function rowsOf(cursor: BatchCursor, count: number, size: number, epochs: number): Promise<number[][]> {
  const reset = compile(() => cursor.reset())
  const next = compile(() => cursor.next(size))
  const rows: number[][] = []
  for (let epoch = 0; epoch < epochs; epoch++) {
    reset()
    const taken: number[] = []
    for (let row = 0; row < count; row += size) taken.push(...(await next().data()))
    rows.push(taken)
  }
  return rows
}

const sorted = (rows: readonly number[]): number[] => [...rows].sort((a, b) => a - b)

test('without shuffling, the rows in their order, from the start of the range', async () => {
  const cursor = new BatchCursor({ start: 5, count: 6 })
  expect(await rowsOf(cursor, 6, 2, 2)).toEqual([
    [5, 6, 7, 8, 9, 10],
    [5, 6, 7, 8, 9, 10],
  ])
})

test('with shuffling, every row once per epoch, in a new order', async () => {
  const [first, second] = await rowsOf(new BatchCursor({ start: 5, count: 60 }, { seed: 1, epoch: 0 }), 60, 20, 2)
  const all = Array.from({ length: 60 }, (_, index) => index + 5)
  expect(sorted(first!)).toEqual(all)
  expect(sorted(second!)).toEqual(all)
  expect(first).not.toEqual(second)
  expect(first).not.toEqual(all)
})

test('the seed decides; taking training up again goes on with the order of that epoch', async () => {
  const rows = (seed: number, epoch: number, epochs: number): Promise<number[][]> =>
    rowsOf(new BatchCursor({ start: 0, count: 40 }, { seed, epoch }), 40, 20, epochs)
  const uninterrupted = await rows(7, 0, 3)
  expect(await rows(7, 0, 3)).toEqual(uninterrupted)
  expect(await rows(8, 0, 3)).not.toEqual(uninterrupted)
  expect(await rows(7, 2, 1)).toEqual([uninterrupted[2]])
})
