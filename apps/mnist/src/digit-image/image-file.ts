/** Reads files that should be images. What is no file, or too large to be one, is refused before it is read. */
import { readFile, stat } from 'node:fs/promises'
import { DataError } from 'neurite'

/** More than any image that is small enough takes. */
const mostBytes = 128 * 2 ** 20

/** An error about a file. */
export const imageError = (file: string, problem: string, cause?: unknown): DataError =>
  new DataError(`predict: ${file} ${problem}`, { cause })

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')

const unreadable = (file: string, cause: unknown): DataError =>
  isMissing(cause)
    ? imageError(file, 'does not exist; pass the path of a PNG image', cause)
    : imageError(file, `cannot be read (${cause instanceof Error ? cause.message : String(cause)}); check who may read it`, cause)

/**
 * The bytes of a file.
 *
 * @throws DataError when there is none, or it is a folder, a device, or too large
 */
export async function readImageFile(file: string): Promise<Uint8Array> {
  try {
    const found = await stat(file)
    if (found.isDirectory()) throw imageError(file, 'is a folder; pass the PNG images in it, each by its own path')
    if (!found.isFile()) throw imageError(file, 'is no regular file; save the image as one first')
    if (found.size > mostBytes) {
      throw imageError(file, `is too large: ${found.size} bytes, at most ${mostBytes} are read; scale the image down`)
    }
    return await readFile(file)
  } catch (cause) {
    throw cause instanceof DataError ? cause : unreadable(file, cause)
  }
}
