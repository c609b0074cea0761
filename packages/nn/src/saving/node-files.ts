/** Files on disk, where the platform has them: written in one piece or not at all. */
import { ArgumentError, DataError } from '@neurite/core'

/** What is needed of Node's modules: these sources also run where there are none. */
interface FileHandle {
  writeFile(data: Uint8Array | string): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

interface FileSystem {
  open(path: string, flags: string): Promise<FileHandle>
  mkdir(path: string): Promise<unknown>
  rename(from: string, to: string): Promise<void>
  rm(path: string, options: { readonly force: true }): Promise<void>
  readFile(path: string | URL): Promise<Uint8Array>
  appendFile(path: string, data: string): Promise<void>
  writeFile(path: string, data: string): Promise<void>
  stat(path: string): Promise<{ isDirectory(): boolean }>
  readdir(path: string): Promise<readonly string[]>
}

interface Paths {
  dirname(path: string): string
  basename(path: string): string
  join(...parts: string[]): string
}

type GetModule = <Name extends 'node:fs/promises' | 'node:path'>(name: Name) => Name extends 'node:path' ? Paths : FileSystem

/** The modules that read and write files, or undefined where there are no files (a browser). */
export function fileModules(): { readonly fs: FileSystem; readonly paths: Paths } | undefined {
  // Not a dynamic import: bundlers for browsers try to resolve those, and some stop at the scheme `node:`.
  const get = (globalThis as { process?: { getBuiltinModule?: GetModule } }).process?.getBuiltinModule
  return get && { fs: get('node:fs/promises'), paths: get('node:path') }
}

/** @throws ArgumentError where there are no files */
function requireFiles(call: string, fix: string): NonNullable<ReturnType<typeof fileModules>> {
  const modules = fileModules()
  if (modules) return modules
  throw new ArgumentError(`${call}: this platform has no files; ${fix}`)
}

/** Makes a folder, and those around it. Node's own way of it never ends where a file system makes none, such as /proc. */
async function makeFolder(modules: { readonly fs: FileSystem; readonly paths: Paths }, folder: string): Promise<void> {
  const { fs, paths } = modules
  const isThere = async (): Promise<boolean> => (await fs.stat(folder).catch(() => undefined))?.isDirectory() === true
  if (await isThere()) return
  const around = paths.dirname(folder)
  if (around !== folder) await makeFolder(modules, around)
  try {
    await fs.mkdir(folder)
  } catch (cause) {
    // Somebody else may have made it meanwhile.
    if (!(await isThere())) throw cause
  }
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/**
 * Writes a file: under another name, flushed to disk, then renamed. After a failure, or in the middle of it, the old one is whole.
 *
 * @param path - its folder is made where it is missing
 * @throws DataError when it cannot be written
 */
export async function writeFile(call: string, path: string, bytes: Uint8Array): Promise<void> {
  const modules = requireFiles(call, 'pass { bytes: true } and store the bytes yourself')
  const { fs, paths } = modules
  const folder = paths.dirname(path)
  const temporary = paths.join(folder, `.${paths.basename(path)}.${crypto.randomUUID()}.tmp`)
  try {
    await makeFolder(modules, folder)
    const handle = await fs.open(temporary, 'wx')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await fs.rename(temporary, path)
    await syncFolder(fs, folder)
  } catch (cause) {
    await fs.rm(temporary, { force: true }).catch(() => {})
    throw new DataError(`${call}: ${path} cannot be written (${reasonOf(cause)}); name a place that can`, { cause })
  }
}

/** Makes the renaming last over a loss of power, where the system can. */
async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // Windows opens no folders.
  }
}

/** @throws DataError when it cannot be read */
export async function readFile(call: string, path: string | URL): Promise<Uint8Array> {
  const { fs } = requireFiles(call, 'pass bytes, or an address')
  try {
    return await fs.readFile(path)
  } catch (cause) {
    throw new DataError(`${call}: ${String(path)} cannot be read (${reasonOf(cause)}); check the path`, { cause })
  }
}

/** Whether a file is there. */
export async function fileExists(call: string, path: string): Promise<boolean> {
  const { fs } = requireFiles(call, 'it has nothing to look into')
  return fs.stat(path).then(
    () => true,
    () => false,
  )
}

/** Removes a file, and what interrupted writing of it left beside it. */
export async function removeFile(call: string, path: string): Promise<void> {
  const { fs, paths } = requireFiles(call, 'there is nothing to remove')
  await fs.rm(path, { force: true })
  const folder = paths.dirname(path)
  const left = new RegExp(`^\\.${escapeRegExp(paths.basename(path))}\\.[0-9a-f-]{36}\\.tmp$`)
  const names = await fs.readdir(folder).catch((): readonly string[] => [])
  for (const name of names) if (left.test(name)) await fs.rm(paths.join(folder, name), { force: true })
}

const escapeRegExp = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)

/** Adds text to a file, or begins it. @throws DataError when it cannot be written */
export async function writeText(call: string, path: string, text: string, mode: 'append' | 'begin'): Promise<void> {
  const modules = requireFiles(call, 'use a callback of your own')
  const { fs, paths } = modules
  try {
    if (mode === 'append') return await fs.appendFile(path, text)
    await makeFolder(modules, paths.dirname(path))
    return await fs.writeFile(path, text)
  } catch (cause) {
    throw new DataError(`${call}: ${path} cannot be written (${reasonOf(cause)}); name a place that can`, { cause })
  }
}

/** The text of a file, or undefined where there is none. */
export async function readText(call: string, path: string): Promise<string | undefined> {
  return (await fileExists(call, path)) ? new TextDecoder().decode(await readFile(call, path)) : undefined
}
