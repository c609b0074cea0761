/** SHA-256 of the uncompressed contents of well-known data sets. */
import type { IdxFileName } from './idx-names.ts'

/** Hexadecimal SHA-256 of uncompressed contents, per file. */
export type Sums = Partial<Readonly<Record<IdxFileName, string>>>

/** Images in the well-known files. Files with another number of images are somebody's own data and have no known sum. */
export const wellKnownCounts = { train: 60_000, test: 10_000 } as const

/**
 * The sums that many independent mirrors and readers of the original files record.
 *
 * @source LeCun, Cortes & Burges, "The MNIST database of handwritten digits"
 */
export const mnistSums = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
} as const satisfies Sums

/**
 * Taken from files whose compressed form has the MD5 sums that the authors publish.
 *
 * @source Xiao, Rasul & Vollgraf 2017, "Fashion-MNIST"; README of zalandoresearch/fashion-mnist
 */
export const fashionMnistSums = {
  'train-images-idx3-ubyte': 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  'train-labels-idx1-ubyte': 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  't10k-images-idx3-ubyte': '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  't10k-labels-idx1-ubyte': '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
} as const satisfies Sums
