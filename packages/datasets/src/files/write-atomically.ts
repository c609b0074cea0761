/** Writes a file that is either there complete or not there. */
import type { FileModules } from '../platform/node-module.ts'

/**
 * Writes `parts` to `path`: into a file of another name, flushed to disk, then renamed. After a failure neither remains.
 *
 * @param path - its folder is made where it is missing
 */
export async function writeAtomically(
  { fs, path: paths }: FileModules,
  path: string,
  parts: Iterable<Uint8Array>,
): Promise<void> {
  const folder = paths.dirname(path)
  await fs.mkdir(folder, { recursive: true })
  const temporary = paths.join(folder, `.${crypto.randomUUID()}.tmp`)
  try {
    const handle = await fs.open(temporary, 'wx')
    try {
      for (const part of parts) await handle.writeFile(part)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await fs.rename(temporary, path)
  } catch (error) {
    await fs.rm(temporary, { force: true })
    throw error
  }
}
