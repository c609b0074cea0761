/** `mnist.load` on the embedded digits, and what it says to bad options. */
import { createHash } from 'node:crypto'
import { ArgumentError } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { loadImages as loadFashion } from '../fashion-mnist/images.ts'
import type { LabelledImages } from '../images.ts'
import { embeddedDigits } from './embedded-digits.ts'
import { loadImages, type LoadOptions } from './images.ts'

const classSizes = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]

const classCounts = ({ labels }: LabelledImages) => classSizes.map((_, label) => labels.filter((found) => found === label).length)
const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
/** Every image with its label as one string. */
const keysOf = ({ images, labels }: LabelledImages) =>
  Array.from(
    labels,
    (label, index) => `${label}:${Buffer.from(images.buffer, images.byteOffset + index * 784, 784).toString('latin1')}`,
  )

describe('mnist.load on the embedded digits', () => {
  it('gives 8,000 and 2,000 of them, every class with its share', async () => {
    const { train, test } = await loadImages()
    expect([train.images.length, test.images.length]).toEqual([8000 * 784, 2000 * 784])
    expect(classCounts(test)).toEqual([200, 225, 198, 206, 196, 173, 203, 214, 189, 196])
    expect(classCounts(train)).toEqual(classCounts(test).map((count, label) => classSizes[label]! - count))
  })

  it('uses every digit once, with its own label', async () => {
    const [{ train, test }, all] = [await loadImages(), await embeddedDigits('mnist.load')]
    expect([...keysOf(train), ...keysOf(test)].sort().join('') === keysOf(all).sort().join('')).toBe(true)
  })

  // Computed by a program of another language from the descriptions in split/.
  it.each([
    {
      seed: 0,
      labels: [8, 9, 1, 9, 0, 7, 7, 8, 7, 1, 2, 9, 3, 9, 8, 8, 9, 1, 7, 5],
      train: '0720158a28f91851c7933139cb502447f909a2d9f21d77417f841fa0ae5eb9b2',
      test: 'efea40e71fdf03a74faaf6ef69efa283b06c02f9a37e7e2208c77c0f989bbc8e',
    },
    {
      seed: 1,
      labels: [0, 9, 7, 4, 1, 3, 8, 0, 4, 1, 5, 7, 9, 1, 1, 9, 1, 2, 0, 3],
      train: 'd1f47ecb9d027a04798583dae312eb6bc5c987237cee29766fbb3b23f799b6dd',
      test: '42b00f4dcfb12dd26bf189600981b668ab2953cdabcc1ce6810ba68026710a0e',
    },
  ])('is the same for seed $seed on every platform and in every release', async ({ seed, labels, train, test }) => {
    const found = await loadImages({ source: 'embedded', seed })
    expect([...found.train.labels.subarray(0, 20)]).toEqual(labels)
    expect([sumOf(found.train.images), sumOf(found.test.images)]).toEqual([train, test])
  })

  it('takes seed 0 and a fifth for testing where nothing is said', async () => {
    const [silent, said] = [await loadImages(), await loadImages({ seed: 0, split: 0.2 })]
    expect([sumOf(silent.train.images), sumOf(silent.test.images)]).toEqual([sumOf(said.train.images), sumOf(said.test.images)])
  })

  it('holds out other digits for another seed', async () => {
    const [first, other] = [await loadImages(), await loadImages({ seed: 1 })]
    const held = new Set(keysOf(first.test))
    const shared = keysOf(other.test).filter((key) => held.has(key)).length
    expect(shared).toBeGreaterThan(300)
    expect(shared).toBeLessThan(500)
    expect(classCounts(other.test)).toEqual(classCounts(first.test))
  })

  it('takes a fraction, or both sizes', async () => {
    const byFraction = await loadImages({ split: 0.05 })
    expect([byFraction.train.labels.length, byFraction.test.labels.length]).toEqual([9500, 500])
    const bySizes = await loadImages({ split: { train: 300, test: 100 }, seed: 9 })
    expect([bySizes.train.labels.length, bySizes.test.labels.length]).toEqual([300, 100])
    expect(new Set([...keysOf(bySizes.train), ...keysOf(bySizes.test)]).size).toBe(400)
    expect((await loadImages({ split: { train: 10_000, test: 0 } })).test.labels.length).toBe(0)
    expect((await loadImages({ split: 1e-9 })).test.labels.length).toBe(1)
  })
})

describe('options', () => {
  const folder = 'nowhere'
  it.each<{ options: unknown; message: string }>([
    { options: 'embedded', message: 'mnist.load: got "embedded"; pass an object of options' },
    { options: { sed: 1 }, message: 'mnist.load: unknown option "sed"; did you mean "seed"?' },
    {
      options: { source: 'embeded' },
      message: 'source is "embeded"; expected "embedded", { folder: "path" } or { url: "https://..." }; did you mean "embedded"?',
    },
    { options: { source: './data' }, message: 'for this folder pass { folder: "./data" }' },
    { options: { source: 'https://example.org' }, message: 'for this address pass { url: "https://example.org" }' },
    { options: { source: 3 }, message: 'mnist.load: source is 3; expected "embedded", { folder' },
    { options: { source: null }, message: 'mnist.load: source is null; expected "embedded", { folder' },
    { options: { seed: null }, message: 'seed is null' },
    { options: { split: null }, message: 'split is null' },
    { options: { source: {} }, message: 'mnist.load: source is {}; expected' },
    { options: { source: { folder: '' } }, message: 'source is {"folder":""}; expected' },
    { options: { source: { folder, url: 'https://example.org' } }, message: 'expected "embedded", { folder' },
    { options: { source: { foldr: folder } }, message: 'unknown entry of source "foldr"; did you mean "folder"?' },
    {
      options: { source: { folder }, split: 0.2 },
      message: 'option "split" goes with the embedded digits only; files come with their own',
    },
    { options: { source: { folder }, seed: 1 }, message: 'option "seed" goes with the embedded digits only' },
    { options: { source: { folder }, cacheFoldr: 'x' }, message: 'unknown option "cacheFoldr"; did you mean "cacheFolder"?' },
    { options: { source: { folder }, cacheFolder: '' }, message: 'cacheFolder is ""; pass the path of a folder, or false' },
    { options: { source: { folder }, flatten: 1 }, message: 'flatten is 1; pass true for rows of 784 values' },
    { options: { source: { folder }, sha256: true }, message: 'sha256 is true; pass sums by file' },
    { options: { source: { folder }, sha256: { 'train-images': '' } }, message: 'unknown file in sha256 "train-images"; ' },
    {
      options: { source: { folder }, sha256: { 'train-images-idx3-ubyte': 'abc' } },
      message: 'sha256 of train-images-idx3-ubyte is "abc"; expected 64 hex',
    },
    {
      options: { sha256: false },
      message: 'option "sha256" goes with source { folder } or { url }; the embedded digits are always checked',
    },
    {
      options: { cacheFolder: 'x' },
      message: 'option "cacheFolder" goes with source { url }; the embedded digits are not downloaded',
    },
    { options: { flatten: 'yes' }, message: 'flatten is "yes"' },
    { options: { seed: -1 }, message: 'seed is -1; pass a whole number from 0 to 9007199254740991' },
    { options: { seed: 1.5 }, message: 'seed is 1.5' },
    { options: { seed: '1' }, message: 'seed is "1"' },
    { options: { seed: Number.NaN }, message: 'seed is NaN' },
    {
      options: { split: 0 },
      message: 'split is 0; pass the test part as a fraction between 0 and 1, or { train, test } as numbers',
    },
    { options: { split: 1 }, message: 'split is 1' },
    { options: { split: 2000 }, message: 'split is 2000' },
    {
      options: { split: { train: 8000 } },
      message: 'split is {"train":8000}; train has to be a whole number from 1, test one from 0',
    },
    { options: { split: { train: 0, test: 5 } }, message: 'train has to be a whole number from 1' },
    { options: { split: { train: 1.5, test: 5 } }, message: 'train has to be a whole number from 1' },
    { options: { split: { train: 9000, test: 1001 } }, message: 'split asks for 9000 + 1001 = 10001 digits; there are 10000' },
    { options: { split: { train: 1, tset: 1 } }, message: 'unknown entry of split "tset"; did you mean "test"?' },
  ])('$options', async ({ options, message }) => {
    const failure = await loadImages(options as LoadOptions).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ArgumentError)
    expect(String(failure)).toMatch(/^ArgumentError: mnist\.load: /)
    expect(String(failure)).toContain(message)
  })

  it.each<{ options: unknown; message: string }>([
    {
      options: undefined,
      message: 'fashionMnist.load: source is missing; expected { folder: "path" } or { url: "https://..." }',
    },
    { options: { source: 'embedded' }, message: 'fashionMnist.load: source is "embedded"; expected { folder' },
    { options: { source: 'fashionMnist' }, message: 'fashionMnist.load: source is "fashionMnist"; expected { folder' },
    { options: { source: { folder }, seed: 1 }, message: 'fashionMnist.load: unknown option "seed"' },
  ])('fashionMnist: $options', async ({ options, message }) => {
    const failure = await loadFashion(options as Parameters<typeof loadFashion>[0]).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ArgumentError)
    expect(String(failure)).toContain(message)
  })
})
