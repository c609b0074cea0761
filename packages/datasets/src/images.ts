/** Labelled images as plain bytes: what every source yields, before any of it becomes a tensor. */

/** Images of one size with a class number each. */
export interface LabelledImages {
  /** Grey values, one image after the other, each row by row. */
  readonly images: Uint8Array
  /** Class numbers from 0, one per image. */
  readonly labels: Uint8Array
  readonly rows: number
  readonly columns: number
}

/** The two parts of a data set. */
export interface TrainAndTest<Part> {
  /** The part to train on. */
  readonly train: Part
  /** The part that is held out. */
  readonly test: Part
}

/** The images at these places, in this order. */
export function pickImages(source: LabelledImages, places: Uint32Array): LabelledImages {
  const { rows, columns } = source
  const sizeBytes = rows * columns
  const images = new Uint8Array(places.length * sizeBytes)
  places.forEach((place, index) =>
    images.set(source.images.subarray(place * sizeBytes, (place + 1) * sizeBytes), index * sizeBytes),
  )
  return { images, labels: Uint8Array.from(places, (place) => source.labels[place]!), rows, columns }
}
