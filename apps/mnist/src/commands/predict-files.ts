/** `mnist predict FILE.png`: what the model takes the digits in images for. */
import { type Model, tensor } from 'neurite'
import { fieldExtent } from '../digit-image/center-digit.ts'
import { type DigitImage, readDigitImage } from '../digit-image/digit-image.ts'
import type { PredictOptions } from '../options/command-options.ts'
import type { Io } from '../output/io.ts'
import { Output } from '../output/output.ts'
import type { Image } from '../report/draw-image.ts'
import { drawPrediction, fileTitle } from '../report/prediction.ts'
import { interruptedCode } from '../session/interruption.ts'
import { type Classifier, openClassifier, openSession } from '../session/session.ts'
import { trainQuietly } from '../session/train-quietly.ts'

/** One after the other: each may be large. */
async function readAll(files: readonly string[]): Promise<DigitImage[]> {
  const images: DigitImage[] = []
  for (const file of files) images.push(await readDigitImage(file))
  return images
}

/** A model that has learnt; undefined where learning was interrupted. */
async function trainedClassifier(options: PredictOptions, io: Io): Promise<Classifier | undefined> {
  if (options.load !== undefined) return openClassifier(options, options.load)
  const session = await openSession(options)
  const { isInterrupted } = await trainQuietly(session, options, io)
  return isInterrupted ? undefined : session
}

/** What a network sees: from 0 to 1. */
const seenImage = ({ pixels }: DigitImage): Image => ({
  pixels: Float32Array.from(pixels, (byte) => byte / 255),
  columns: fieldExtent,
})

/** The image, row by row, in bytes. */
const rowsOf = ({ pixels }: DigitImage): number[][] =>
  Array.from({ length: fieldExtent }, (_, row) => [...pixels.subarray(row * fieldExtent, (row + 1) * fieldExtent)])

/** The probabilities of all images, one after the other. */
async function probabilitiesOf(
  model: Model,
  images: readonly DigitImage[],
  { batchSize }: PredictOptions,
): Promise<ArrayLike<number>> {
  const bytes = Buffer.concat(images.map(({ pixels }) => pixels))
  const x = tensor(new Uint8Array(bytes), { shape: [images.length, fieldExtent ** 2], dtype: 'uint8' })
  // As the images that the model learnt from.
  const probabilities = await model.predict(x.cast('float32').div(255), { batchSize })
  return probabilities.data()
}

export async function predictFiles(options: PredictOptions, io: Io): Promise<number> {
  const output = new Output(io, options.json)
  // Before anything is trained: what is wrong with a file is known at once.
  const images = await readAll(options.files)
  const classifier = await trainedClassifier(options, io)
  if (!classifier) return interruptedCode
  const { model, classNames } = classifier
  const all = await probabilitiesOf(model, images, options)
  images.forEach((image, index) => {
    const probabilities = classNames.map((_, which) => all[index * classNames.length + which]!)
    const confidence = Math.max(...probabilities)
    const { file, width, height, isInverted: inverted } = image
    const verdict = { file, predicted: Math.max(0, probabilities.indexOf(confidence)), confidence, width, height, inverted }
    output.lines([...drawPrediction(fileTitle(verdict, classNames), probabilities, seenImage(image), classNames), ''])
    output.record({ ...verdict, probabilities, pixels: rowsOf(image) })
  })
  return 0
}
