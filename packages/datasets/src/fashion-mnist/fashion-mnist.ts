/** Fashion-MNIST: pictures of clothes, in the form of MNIST. */
import type { FileOptions } from '../options/file-options.ts'
import { type Dataset, toDataset } from '../to-dataset.ts'
import { loadImages } from './images.ts'

/** Where Fashion-MNIST's four files are, and how they are read. */
export type LoadOptions = FileOptions

/** Names of the classes, by class number. */
export const classNames: readonly string[] = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
]

/**
 * Pictures of clothes: 60,000 for training and 10,000 for testing, from their four IDX files in a folder or at an address.
 *
 * Files are checked: their structure, sizes and labels, and the SHA-256 of their contents. Downloads are kept in a cache folder.
 *
 * @shape x [size, 784], or [size, 28, 28, 1] with `flatten: false`; y [size]
 * @dtype x float32 from 0 to 1; y int32
 * @param options - `source` ({ folder } or { url }), `sha256`, `cacheFolder`, `flatten`
 * @throws ArgumentError on an option that is unknown or has no such value
 * @throws DataError when a file is missing, damaged or not what it should be, or when a server fails
 * @example
 * ```ts
 * const { train, test } = await fashionMnist.load({ source: { folder: 'data/fashion-mnist' } })
 * ```
 * @source Xiao, Rasul & Vollgraf 2017, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms"
 */
export const load = async (options: LoadOptions): Promise<Dataset> => toDataset(await loadImages(options), options.flatten)
