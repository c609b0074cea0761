/** `fashionMnist.load` up to the tensors: checks the options and reads the four files that they name. */
import { fashionMnistSums } from '../files/known-sums.ts'
import { loadFiles } from '../files/load-files.ts'
import type { LabelledImages, TrainAndTest } from '../images.ts'
import { type FileOptions, openFiles } from '../options/file-options.ts'

const call = 'fashionMnist.load'

/** The images of the source that the options name. */
export async function loadImages(options: FileOptions): Promise<TrainAndTest<LabelledImages>> {
  const { source, sha256 } = await openFiles(call, options)
  return loadFiles(call, source, { given: sha256, known: fashionMnistSums })
}
