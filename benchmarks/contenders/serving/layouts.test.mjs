import { expect, test } from 'vitest'
import { channelsFirst, transposed } from './layouts.mjs'

test('axes change places', () => {
  const { data, shape } = transposed({ name: 'w', data: [1, 2, 3, 4, 5, 6], shape: [2, 3] }, [1, 0])
  expect([...data]).toEqual([1, 4, 2, 5, 3, 6])
  expect(shape).toEqual([3, 2])
})

test('a kernel [rows, columns, in, out] becomes [out, in, rows, columns]', () => {
  const shape = [2, 3, 4, 5]
  const [kernel] = channelsFirst([{ name: 'conv', data: Array.from({ length: 120 }, (_, index) => index), shape }])
  expect(kernel?.shape).toEqual([5, 4, 2, 3])
  // Row 1, column 2, input 3, output 4.
  const [row, column, input, output] = [1, 2, 3, 4]
  const before = ((row * 3 + column) * 4 + input) * 5 + output
  expect(kernel?.data[((output * 4 + input) * 2 + row) * 3 + column]).toBe(before)
})

test('the rows of the dense kernel follow their inputs', () => {
  const [dense, bias] = channelsFirst([
    { name: 'dense', data: Array.from({ length: 16000 }, (_, index) => index), shape: [1600, 10] },
    { name: 'bias', data: [1, 2], shape: [2] },
  ])
  expect(dense?.shape).toEqual([1600, 10])
  // Row 4, column 3, channel 60: it was input (4 * 5 + 3) * 64 + 60.
  expect(dense?.data[((60 * 5 + 4) * 5 + 3) * 10 + 7]).toBe(((4 * 5 + 3) * 64 + 60) * 10 + 7)
  expect([...(bias?.data ?? [])]).toEqual([1, 2])
})
