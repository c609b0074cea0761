/** What folders and addresses have in common: a place that yields the four files. */
import type { IdxFile } from '../idx/idx.ts'
import type { IdxFileName } from './idx-names.ts'
import type { ExpectedSums } from './read-verified.ts'

/** A verified file, with where it came from. */
export interface FoundFile extends IdxFile {
  readonly name: string
  /** Stores it for next time; called once the whole data set proves consistent. */
  keep?(): Promise<void>
}

/** A place that yields the four files, each verified. */
export interface FileSource {
  read(file: IdxFileName, sums: ExpectedSums): Promise<FoundFile>
}
