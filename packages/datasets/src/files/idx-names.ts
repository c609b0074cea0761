/** The four files of MNIST and of the data sets made in its image, and the names they go by. */

/** One row per file: which part it belongs to, what it holds, and its number of axes. */
export const idxFiles = {
  'train-images-idx3-ubyte': { part: 'train', holds: 'images', rank: 3 },
  'train-labels-idx1-ubyte': { part: 'train', holds: 'labels', rank: 1 },
  't10k-images-idx3-ubyte': { part: 'test', holds: 'images', rank: 3 },
  't10k-labels-idx1-ubyte': { part: 'test', holds: 'labels', rank: 1 },
} as const satisfies Record<string, { part: 'train' | 'test'; holds: 'images' | 'labels'; rank: number }>

/** Standard name of one of the four files, without `.gz`. */
export type IdxFileName = keyof typeof idxFiles

export const idxFileNames = Object.keys(idxFiles) as readonly IdxFileName[]

/** Endings of file names, in the order in which a source tries them. */
const endings = { plainFirst: ['', '.gz'], compressedFirst: ['.gz', ''] } as const

/** The names that a file is looked for under: as published, then as some archives unpack it. */
export const spellingsOf = (name: IdxFileName, order: keyof typeof endings): readonly string[] =>
  [name, name.replace('-idx', '.idx')].flatMap((spelling) => endings[order].map((ending) => spelling + ending))
