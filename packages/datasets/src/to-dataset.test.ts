/** The tensors that images become, and the public calls end to end. */
import { setBackend } from '@neurite/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { cpu } from '@neurite/backend-cpu'
import { fashionMnist, mnist } from './index.ts'
import { folderWith, sampleFiles } from './testing/sample-files.ts'
import { toDataset } from './to-dataset.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const part = { images: Uint8Array.of(0, 51, 102, 255, 1, 2, 3, 4, 5, 6, 7, 8), labels: Uint8Array.of(9, 0), rows: 2, columns: 3 }

describe('toDataset', () => {
  it('scales bytes to float32 from 0 to 1, one row per image', async () => {
    const { x, size } = toDataset({ train: part, test: part }).train
    expect([x.shape, x.dtype, size]).toEqual([[2, 6], 'float32', 2])
    expect(Array.from(await x.data())).toEqual(Array.from(part.images, (byte) => Math.fround(byte / 255)))
  })

  it('keeps the form of images when it is not to flatten', async () => {
    const { x } = toDataset({ train: part, test: part }, false).test
    expect(x.shape).toEqual([2, 2, 3, 1])
    expect(await x.slice([1, 1, 2, 0]).item()).toBeCloseTo(8 / 255, 6)
  })

  it('makes labels int32', async () => {
    const { y } = toDataset({ train: part, test: part }).train
    expect([y.shape, y.dtype, Array.from(await y.data())]).toEqual([[2], 'int32', [9, 0]])
  })

  it('allows an empty part', () => {
    const empty = { ...part, images: new Uint8Array(0), labels: new Uint8Array(0) }
    const { x, y, size } = toDataset({ train: part, test: empty }).test
    expect([x.shape, y.shape, size]).toEqual([[0, 6], [0], 0])
  })
})

describe('the public calls', () => {
  it('mnist.load gives the embedded digits', async () => {
    const { train, test } = await mnist.load()
    expect([train.x.shape, train.y.shape, train.size]).toEqual([[8000, 784], [8000], 8000])
    expect([test.x.shape, test.y.shape, test.size]).toEqual([[2000, 784], [2000], 2000])
    const total = (await train.x.sum().item()) + (await test.x.sum().item())
    expect(total).toBeCloseTo(262_146_682 / 255, -1)
  })

  it('mnist.load gives images where it is not to flatten', async () => {
    expect((await mnist.load({ flatten: false, split: { train: 20, test: 10 } })).train.x.shape).toEqual([20, 28, 28, 1])
  })

  it('both give files, named by their classes', async () => {
    const source = { folder: await folderWith(sampleFiles()) }
    for (const dataset of [mnist, fashionMnist]) {
      const { train, test } = await dataset.load({ source, flatten: false })
      expect([train.x.shape, test.x.shape]).toEqual([
        [12, 28, 28, 1],
        [7, 28, 28, 1],
      ])
      expect(Array.from(await test.y.data())).toEqual([0, 1, 2, 3, 4, 5, 6])
      expect(new Set(dataset.classNames).size).toBe(10)
    }
    expect([mnist.classNames[7], fashionMnist.classNames[9]]).toEqual(['7', 'Ankle boot'])
  })
})
