/** `mnist.load` up to the tensors: checks the options and reads the images of the source that they name. */
import type { TrainAndTest } from '../images.ts'
import { type LabelledImages, pickImages } from '../images.ts'
import { mnistSums } from '../files/known-sums.ts'
import { loadFiles } from '../files/load-files.ts'
import { readOptions } from '../options/check-options.ts'
import { type EmbeddedOptions, readEmbeddedOptions } from '../options/embedded-options.ts'
import { type FileOptions, openFiles } from '../options/file-options.ts'
import { stratifiedSplit } from '../split/stratified-split.ts'
import { embeddedCount, embeddedDigits } from './embedded-digits.ts'

const call = 'mnist.load'

/** The embedded digits, or four IDX files. */
export type LoadOptions = EmbeddedOptions | FileOptions

async function loadEmbedded(given: Readonly<Record<string, unknown>>): Promise<TrainAndTest<LabelledImages>> {
  const { counts, seed } = readEmbeddedOptions(call, given, embeddedCount)
  const digits = await embeddedDigits(call)
  const { train, test } = stratifiedSplit(digits.labels, counts, seed)
  return { train: pickImages(digits, train), test: pickImages(digits, test) }
}

/** The images of the source that the options name. */
export async function loadImages(options?: LoadOptions): Promise<TrainAndTest<LabelledImages>> {
  const given = readOptions(call, options)
  if (given['source'] === undefined || given['source'] === 'embedded') return loadEmbedded(given)
  const { source, sha256 } = await openFiles(call, given, ['embedded'])
  return loadFiles(call, source, { given: sha256, known: mnistSums })
}
