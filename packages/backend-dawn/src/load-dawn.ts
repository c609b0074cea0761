/** Loads the package that holds Dawn, which people install beside this one. */
import { BackendError } from '@neurite/core'
import type { CreateGpu } from './adapters.ts'

/**
 * What makes instances of Dawn.
 *
 * @throws BackendError when the package is missing, or has no build for this machine
 */
export async function loadDawn(load: () => Promise<{ readonly create: CreateGpu }> = () => import('webgpu')): Promise<CreateGpu> {
  try {
    return (await load()).create
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND'
    throw new BackendError(
      isMissing
        ? 'dawn: the package "webgpu" is not installed, which holds Dawn; install it (npm install webgpu), or use the wasm backend'
        : `dawn: the package "webgpu" does not work on ${process.platform} ${process.arch}: ${String(cause)}; use the wasm backend`,
      { cause },
    )
  }
}
