/** `load` from a folder: spellings, missing files, damaged files, sums. */
import { createHash } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DataError } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { loadImages as loadFashion } from '../fashion-mnist/images.ts'
import type { Bytes } from '../idx/byte-stream.ts'
import { loadImages } from '../mnist/images.ts'
import { folderWith, makeIdx, makePart, type SampleFiles, sampleFiles, temporaryFolder } from '../testing/sample-files.ts'

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const gzip = (bytes: Uint8Array): Bytes => Uint8Array.from(gzipSync(bytes))
const renamed = (rename: (name: string) => string, change = (bytes: Bytes) => bytes): SampleFiles =>
  Object.fromEntries(Object.entries(sampleFiles()).map(([name, bytes]) => [rename(name), change(bytes)]))

describe('the four files of a folder', () => {
  it.each<{ what: string; files: SampleFiles }>([
    { what: 'plain', files: sampleFiles() },
    { what: 'compressed', files: renamed((name) => `${name}.gz`, gzip) },
    { what: 'spelled with a dot', files: renamed((name) => name.replace('-idx', '.idx')) },
    { what: 'spelled with a dot, compressed', files: renamed((name) => `${name.replace('-idx', '.idx')}.gz`, gzip) },
    { what: 'compressed without saying so', files: renamed((name) => name, gzip) },
    { what: 'plain under the name of compressed ones', files: renamed((name) => `${name}.gz`) },
  ])('are read where they are $what', async ({ files }) => {
    const { train, test } = await loadImages({ source: { folder: await folderWith(files) } })
    expect([train.rows, train.columns, train.images.length, test.images.length]).toEqual([28, 28, 12 * 784, 7 * 784])
    expect([...train.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    expect([...test.labels]).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(Array.from(train.labels, (_, index) => train.images[index * 784])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(Array.from(test.labels, (_, index) => test.images[index * 784 + 783])).toEqual([100, 101, 102, 103, 104, 105, 106])
  })

  it('are read through links, past a folder of the same name', async () => {
    const folder = await folderWith(renamed((name) => `real-${name}`))
    for (const name of Object.keys(sampleFiles())) await symlink(`real-${name}`, join(folder, `${name}.gz`))
    await mkdir(join(folder, 'train-images-idx3-ubyte'))
    expect((await loadImages({ source: { folder } })).train.labels.length).toBe(12)
  })

  it('are refused with all missing names, where to put them and what else is looked for', async () => {
    const { 'train-labels-idx1-ubyte': _labels, 't10k-images-idx3-ubyte': _images, ...files } = sampleFiles()
    const folder = await folderWith(files)
    const message =
      `mnist.load: ${folder} has no train-labels-idx1-ubyte ` +
      '(or train-labels-idx1-ubyte.gz, train-labels.idx1-ubyte, train-labels.idx1-ubyte.gz), and no t10k-images-idx3-ubyte ' +
      '(or t10k-images-idx3-ubyte.gz, t10k-images.idx3-ubyte, t10k-images.idx3-ubyte.gz); put the missing files there'
    await expect(loadImages({ source: { folder } })).rejects.toThrow(new DataError(message))
  })

  it('are refused where the folder is missing, or a file', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), 'text')
    await expect(loadImages({ source: { folder: join(folder, 'none') } })).rejects.toThrow(
      /none does not exist; pass the folder that/,
    )
    await expect(loadFashion({ source: { folder: join(folder, 'file') } })).rejects.toThrow(
      /^fashionMnist.load: .*file is not a folder/,
    )
    await expect(loadImages({ source: { folder: join(folder, 'file', 'under') } })).rejects.toThrow(/under does not exist/)
  })

  it.each<{ what: string; files: SampleFiles; message: RegExp }>([
    {
      what: 'a file cut short',
      files: { 'train-images-idx3-ubyte': sampleFiles()['train-images-idx3-ubyte'].slice(0, 5000) },
      message: /train-images-idx3-ubyte is cut short: expected 9424 bytes for shape \[12, 28, 28\], found 5000/,
    },
    {
      what: 'a compressed file cut short',
      files: { 't10k-images-idx3-ubyte': gzip(sampleFiles()['t10k-images-idx3-ubyte']).slice(0, 60) },
      message: /t10k-images-idx3-ubyte holds gzip data that is corrupt or ends early/,
    },
    {
      what: 'labels and images exchanged',
      files: { 't10k-images-idx3-ubyte': sampleFiles()['t10k-labels-idx1-ubyte'] },
      message: /t10k-images-idx3-ubyte has 1 axes/,
    },
    {
      what: 'a label out of range',
      files: { 'train-labels-idx1-ubyte': sampleFiles()['train-labels-idx1-ubyte'].with(8 + 5, 10) },
      message: /train-labels-idx1-ubyte has label 10 at place 5; expected classes 0 to 9/,
    },
    {
      what: 'images of another size',
      files: { 'train-images-idx3-ubyte': makeIdx([1, 2, 3], [0, 0, 0, 0, 0, 0]) },
      message: /has shape \[1, 2, 3\]; expected images of 28 by 28/,
    },
    {
      what: 'no images at all',
      files: { 'train-images-idx3-ubyte': makeIdx([0, 28, 28], []) },
      message: /train-images-idx3-ubyte holds no images/,
    },
    {
      what: 'fewer labels than images',
      files: { 't10k-labels-idx1-ubyte': makePart(6, 0).labels },
      message: /t10k-images-idx3-ubyte holds 7 images but .*t10k-labels-idx1-ubyte holds 6 labels/,
    },
  ])('are refused with $what', async ({ files, message }) => {
    const folder = await folderWith({ ...sampleFiles(), ...files })
    const failure = await loadImages({ source: { folder } }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(DataError)
    expect(String(failure)).toMatch(/^DataError: mnist\.load: /)
    expect(String(failure)).toMatch(message)
  })
})

describe('sha256 of files', () => {
  const files = sampleFiles()
  const name = 't10k-images-idx3-ubyte'

  it('is taken of the uncompressed contents, in either case of letters', async () => {
    const sha256 = { [name]: sumOf(files[name]).toUpperCase() }
    const folder = await folderWith({ ...files, [name]: gzip(files[name]) })
    expect((await loadImages({ source: { folder }, sha256 })).test.labels.length).toBe(7)
  })

  it('refuses one changed pixel', async () => {
    const changed = files[name].with(700, files[name][700]! ^ 1)
    const folder = await folderWith({ ...files, [name]: changed })
    const sha256 = { [name]: sumOf(files[name]) }
    const message = `is damaged or has been changed: the SHA-256 of its uncompressed contents is ${sumOf(changed)}, expected ${sumOf(files[name])}`
    await expect(loadImages({ source: { folder }, sha256 })).rejects.toThrow(message)
    expect((await loadImages({ source: { folder }, sha256: false })).test.labels.length).toBe(7)
  })

  it('holds files of the well-known length to the well-known sum, unless another is given or the check is off', async () => {
    const labels = makeIdx([10_000], new Uint8Array(10_000))
    const images = makeIdx([10_000, 28, 28], new Uint8Array(10_000 * 784))
    const folder = await folderWith({ ...files, [name]: images, 't10k-labels-idx1-ubyte': labels })
    const source = { folder }
    await expect(loadFashion({ source })).rejects.toThrow(
      /t10k-images-idx3-ubyte is damaged or has been changed: .*expected 5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b/,
    )
    await expect(loadFashion({ source, sha256: { [name]: sumOf(images) } })).rejects.toThrow(/t10k-labels-idx1-ubyte is damaged/)
    expect((await loadFashion({ source, sha256: false })).test.labels.length).toBe(10_000)
    const sha256 = { [name]: sumOf(images), 't10k-labels-idx1-ubyte': sumOf(labels) }
    expect((await loadFashion({ source, sha256 })).test.labels.length).toBe(10_000)
  })
})
