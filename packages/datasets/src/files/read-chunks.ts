/** A file on disk as a stream of bytes. */
import { DataError } from '@neurite/core'
import type { Bytes, ByteStream, Place } from '../idx/byte-stream.ts'
import type { FileModules } from '../platform/node-module.ts'

const chunkBytes = 2 ** 18

/** The file at `path`, in order, opened when the first chunk is asked for and closed after the last. */
export async function* readChunks({ fs }: FileModules, path: string, place: Place): ByteStream & AsyncGenerator<Bytes> {
  const fail = (cause: unknown): never => {
    throw new DataError(
      `${place.call}: ${place.name} cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
      { cause },
    )
  }
  const handle = await fs.open(path).catch(fail)
  try {
    for (;;) {
      const chunk = new Uint8Array(chunkBytes)
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes).catch(fail)
      if (bytesRead === 0) return
      yield chunk.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}
