/** Assembles a data set from its four IDX files. */
import { DataError } from '@neurite/core'
import type { LabelledImages, TrainAndTest } from '../images.ts'
import type { FileSource, FoundFile } from './file-source.ts'
import { type ExpectedSums, imageExtent } from './read-verified.ts'

function join(call: string, images: FoundFile, labels: FoundFile): LabelledImages {
  const [imageCount, labelCount] = [images.shape[0], labels.shape[0]]
  if (imageCount !== labelCount) {
    throw new DataError(
      `${call}: ${images.name} holds ${imageCount} images but ${labels.name} holds ${labelCount} labels; ` +
        'one of them belongs to another data set: get both again from one place',
    )
  }
  return { images: images.elements, labels: labels.elements, rows: imageExtent, columns: imageExtent }
}

/**
 * The data set that the four files of a source hold, in their order.
 *
 * @throws DataError when a file is missing or damaged, or when images and labels differ in number
 */
export async function loadFiles(call: string, source: FileSource, sums: ExpectedSums): Promise<TrainAndTest<LabelledImages>> {
  // One after the other: the first bad file ends the call with nothing else under way.
  const trainImages = await source.read('train-images-idx3-ubyte', sums)
  const trainLabels = await source.read('train-labels-idx1-ubyte', sums)
  const testImages = await source.read('t10k-images-idx3-ubyte', sums)
  const testLabels = await source.read('t10k-labels-idx1-ubyte', sums)
  const dataset = { train: join(call, trainImages, trainLabels), test: join(call, testImages, testLabels) }
  for (const file of [trainImages, trainLabels, testImages, testLabels]) await file.keep?.()
  return dataset
}
