/** The data sets that can be trained on. */
import { type Dataset, fashionMnist, mnist } from '@neurite/datasets'
import { ArgumentError, DataError } from 'neurite'

/** Names that `--dataset` takes. */
export const datasetNames = ['mnist', 'fashion-mnist'] as const

export type DatasetName = (typeof datasetNames)[number]

/** Where images come from. */
export interface DatasetPlace {
  /** Folder with the four IDX files; without it, the digits that come with the program. */
  readonly dataDir?: string
  /** Decides the split of the digits that come with the program. */
  readonly seed: number
}

interface DatasetRow {
  readonly classNames: readonly string[]
  load(place: DatasetPlace): Promise<Dataset>
}

/** Loads from a folder; errors begin with the option that a person wrote, not with our call. */
async function fromFolder(load: () => Promise<Dataset>): Promise<Dataset> {
  try {
    return await load()
  } catch (error) {
    if (!(error instanceof DataError)) throw error
    throw new DataError(error.message.replace(/^\w+\.load: /, '--data-dir: '), { cause: error })
  }
}

/** One row per data set. */
export const datasets = {
  mnist: {
    classNames: mnist.classNames,
    load: ({ dataDir, seed }) =>
      dataDir === undefined ? mnist.load({ seed }) : fromFolder(() => mnist.load({ source: { folder: dataDir } })),
  },
  'fashion-mnist': {
    classNames: fashionMnist.classNames,
    load: async ({ dataDir }) => {
      if (dataDir === undefined) {
        throw new ArgumentError(
          '--dataset fashion-mnist: its images do not come with the program; name the folder of its four IDX files with --data-dir',
        )
      }
      return fromFolder(() => fashionMnist.load({ source: { folder: dataDir } }))
    },
  },
} as const satisfies Record<DatasetName, DatasetRow>
