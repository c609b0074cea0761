/** Small data sets in IDX form, for tests. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Bytes } from '../idx/byte-stream.ts'
import type { IdxFileName } from '../files/idx-names.ts'

/** An IDX file of unsigned bytes with this header and these elements, whether they fit each other or not. */
export function makeIdx(shape: readonly number[], elements: Iterable<number>): Bytes {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length))
  header.setUint32(0, 0x0800 + shape.length)
  shape.forEach((extent, axis) => header.setUint32(4 + 4 * axis, extent))
  return Uint8Array.from([...new Uint8Array(header.buffer), ...elements])
}

/** Pixels and labels that differ from image to image: image `i` holds `i + offset` everywhere and has label `(i + offset) % 10`. */
export function makePart(count: number, offset: number): { images: Bytes; labels: Bytes } {
  const values = Array.from({ length: count }, (_, index) => index + offset)
  const images = makeIdx(
    [count, 28, 28],
    values.flatMap((value) => new Array<number>(784).fill(value)),
  )
  return {
    images,
    labels: makeIdx(
      [count],
      values.map((value) => value % 10),
    ),
  }
}

/** Files by name, as a folder or a server holds them. */
export type SampleFiles = Record<string, Bytes>

/** The four files of a small data set: 12 images for training, 7 for testing. */
export function sampleFiles(): Record<IdxFileName, Bytes> {
  const [train, test] = [makePart(12, 0), makePart(7, 100)]
  return {
    'train-images-idx3-ubyte': train.images,
    'train-labels-idx1-ubyte': train.labels,
    't10k-images-idx3-ubyte': test.images,
    't10k-labels-idx1-ubyte': test.labels,
  }
}

/** An empty folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'neurite-datasets-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A folder that holds these files until the test ends. */
export async function folderWith(files: SampleFiles): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
  return folder
}
