/** Reads a model that `train --save` wrote. */
import { ArgumentError, type Model } from 'neurite'
import { loadModel } from 'neurite/saving'
import { blame } from '../options/blame.ts'
import { fileExists } from './keeping.ts'

/** What a model is for. */
export interface ModelUse {
  readonly pixelCount: number
  readonly classCount: number
}

/** Whether a model takes rows of pixels, and gives as many numbers as there are classes. */
function isFor({ pixelCount, classCount }: ModelUse, model: Model): boolean {
  const [sample, ...others] = model.inputSpec.sampleShapes
  if (others.length > 0 || sample?.length !== 1 || sample[0] !== pixelCount) return false
  const output = model.computeOutputShape([null, pixelCount])
  return output.length === 2 && output[1] === classCount
}

/**
 * The model in a file, not compiled.
 *
 * @throws DataError when the file is missing or damaged; ArgumentError when the model is for something else
 */
export async function loadTrained(file: string, use: ModelUse): Promise<Model> {
  if (!(await fileExists(file))) {
    throw new ArgumentError(
      `--load: ${file} does not exist; write it with train --save ${file}, or leave --load out to train first`,
    )
  }
  const model = await blame('--load', () => loadModel(file, { compile: false }), 'name a file that train --save wrote')
  if (isFor(use, model)) return model
  throw new ArgumentError(
    `--load: ${file} holds a model for something else: expected one of ${use.pixelCount} pixels and ${use.classCount} classes; name a file that train --save wrote`,
  )
}
