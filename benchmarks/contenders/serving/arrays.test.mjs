import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openArrays, writeArrays } from './arrays.mjs'
import { readImages } from './images.mjs'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neurite-bench-test-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

test('arrays come back as they were written, parts of buffers too', () => {
  const part = Float32Array.of(0, 1, 2, 3).subarray(1, 3)
  writeArrays(folder, {
    part: { data: part, shape: [2] },
    labels: { data: Int32Array.of(-1, 7), shape: [2] },
    bytes: { data: Uint8Array.of(1, 2, 255), shape: [3, 1] },
  })
  const arrays = openArrays(folder)
  expect(arrays.read('part')).toEqual({ data: Float32Array.of(1, 2), shape: [2] })
  expect(arrays.read('labels')).toEqual({ data: Int32Array.of(-1, 7), shape: [2] })
  expect(arrays.read('bytes')).toEqual({ data: Uint8Array.of(1, 2, 255), shape: [3, 1] })
  expect(() => arrays.read('more')).toThrow('there is no array more')
})

test('images are scaled and cut to whole batches', () => {
  writeArrays(folder, {
    'train.bytes': { data: new Uint8Array(5 * 784).fill(51), shape: [5, 784] },
    'train.labels': { data: Int32Array.of(1, 2, 3, 4, 5), shape: [5] },
  })
  const { count, x, y } = readImages(openArrays(folder), Infinity, 2)
  expect(count).toBe(4)
  expect(x).toHaveLength(4 * 784)
  expect(x[0]).toBeCloseTo(0.2)
  expect([...y]).toEqual([1, 2, 3, 4])
})
