/** A folder with a small data set in MNIST's files: images that any model can tell apart. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const extent = 28
const classCount = 10

/** The header of an IDX file of bytes. */
function header(...shape: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * shape.length)
  bytes.writeUInt32BE(0x08_00 + shape.length)
  shape.forEach((size, axis) => bytes.writeUInt32BE(size, 4 + 4 * axis))
  return bytes
}

/** Class `c` is a white bar in rows `2c + 4` and below. */
function image(label: number): Buffer {
  const pixels = Buffer.alloc(extent * extent)
  pixels.fill(255, (2 * label + 4) * extent, (2 * label + 6) * extent)
  return pixels
}

async function writePart(folder: string, part: 'train' | 't10k', count: number): Promise<void> {
  const labels = Array.from({ length: count }, (_, index) => index % classCount)
  await writeFile(join(folder, `${part}-labels-idx1-ubyte`), Buffer.concat([header(count), Buffer.from(labels)]))
  await writeFile(join(folder, `${part}-images-idx3-ubyte`), Buffer.concat([header(count, extent, extent), ...labels.map(image)]))
}

export interface IdxFolder {
  readonly path: string
  remove(): Promise<void>
}

export async function createIdxFolder(counts: { readonly train: number; readonly test: number }): Promise<IdxFolder> {
  const path = await mkdtemp(join(tmpdir(), 'neurite-mnist-'))
  await writePart(path, 'train', counts.train)
  await writePart(path, 't10k', counts.test)
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
