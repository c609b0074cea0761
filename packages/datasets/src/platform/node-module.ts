/** Reaches Node's own modules only when a call needs them, so that the package loads everywhere. */

// Not a dynamic import: browser bundlers try to resolve those, and some stop at the scheme `node:`.
const builtin = globalThis.process?.getBuiltinModule

/** The modules that read and write files, or undefined where the platform has no files (a browser). */
export function fileModules() {
  if (!builtin) return undefined
  return { fs: builtin('node:fs/promises'), os: builtin('node:os'), path: builtin('node:path') }
}

export type FileModules = NonNullable<ReturnType<typeof fileModules>>
