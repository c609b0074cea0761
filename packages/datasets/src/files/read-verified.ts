/** Reads one of the four files and checks all that can be checked of it alone: structure, sizes, labels, sum. */
import { DataError, formatShape } from '@neurite/core'
import { canSum, sha256 } from '../checksum/sha256.ts'
import type { Bytes, ByteStream, Place } from '../idx/byte-stream.ts'
import { type IdxFile, readIdx } from '../idx/idx.ts'
import { type IdxFileName, idxFiles } from './idx-names.ts'
import { type Sums, wellKnownCounts } from './known-sums.ts'

/** Classes of MNIST and Fashion-MNIST. */
const classCount = 10
/** Rows and columns of their images. */
export const imageExtent = 28

/** The sums that files have to have. */
export interface ExpectedSums {
  /** Sums that the user names: binding. False: no sum is checked. */
  readonly given: Sums | false
  /** Sums of the well-known files: binding for files of the well-known length. */
  readonly known: Sums
  /** The sum that a cached file was kept under. */
  readonly kept?: string
}

function checkImages({ shape }: IdxFile, { call, name }: Place): void {
  const [count, rows, columns] = shape
  if (count === 0) throw new DataError(`${call}: ${name} holds no images; get the file again`)
  if (rows !== imageExtent || columns !== imageExtent) {
    throw new DataError(`${call}: ${name} has shape ${formatShape(shape)}; expected images of ${imageExtent} by ${imageExtent}`)
  }
}

function checkLabels({ elements }: IdxFile, { call, name }: Place): void {
  const place = elements.findIndex((label) => label >= classCount)
  if (place >= 0) {
    throw new DataError(
      `${call}: ${name} has label ${elements[place]} at place ${place}; expected classes 0 to ${classCount - 1}`,
    )
  }
}

const checks = { images: checkImages, labels: checkLabels }

function expectedSum(file: IdxFileName, count: number, { given, known }: ExpectedSums): string | undefined {
  if (given === false) return undefined
  return given[file] ?? (count === wellKnownCounts[idxFiles[file].part] ? known[file] : undefined)
}

async function checkSums(contents: Bytes, expected: readonly string[], { call, name }: Place): Promise<void> {
  if (expected.length === 0) return
  if (!canSum()) {
    throw new DataError(
      `${call}: the SHA-256 of ${name} cannot be checked: pages that came over plain http have no Web Crypto; ` +
        'serve the page over https (or from localhost), or turn the check off with sha256: false',
    )
  }
  const found = await sha256(contents)
  const other = expected.find((sum) => sum.toLowerCase() !== found)
  if (other !== undefined) {
    throw new DataError(
      `${call}: ${name} is damaged or has been changed: the SHA-256 of its uncompressed contents is ${found}, expected ${other}; ` +
        'get the file again, or, if these are other data on purpose, pass their sums in sha256 (false: no check)',
    )
  }
}

/**
 * One of the four files, read and verified.
 *
 * @throws DataError when its structure, its size, a label or its sum is wrong
 */
export async function readVerified(stream: ByteStream, file: IdxFileName, sums: ExpectedSums, place: Place): Promise<IdxFile> {
  const { rank, holds } = idxFiles[file]
  const contents = await readIdx(stream, rank, place)
  checks[holds](contents, place)
  const expected = [sums.kept, expectedSum(file, contents.shape[0]!, sums)]
  await checkSums(
    contents.contents,
    expected.filter((sum) => sum !== undefined),
    place,
  )
  return contents
}
