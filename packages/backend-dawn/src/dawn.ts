/** Finds a GPU through Dawn, WebGPU's implementation for Node, and runs the WebGPU backend on it. */
import { webgpu } from '@neurite/backend-webgpu'
import { type Backend, BackendError } from '@neurite/core'
import { create } from 'webgpu'

/** Options of `dawn`. */
export interface DawnOptions {
  /** Toggles of Dawn, such as `enable-dawn-features=allow_unsafe_apis`. */
  readonly toggles?: readonly string[]
}

/** Whoever collects what `create` returns ends the process. */
const instances: unknown[] = []

/** The WebGPU backend on a device of Dawn. */
export async function dawn({ toggles = [] }: DawnOptions = {}): Promise<Backend> {
  const gpu: GPU = create([...toggles])
  instances.push(gpu)
  const adapter = await gpu.requestAdapter()
  if (!adapter) throw new BackendError('dawn: found no GPU adapter')
  return webgpu({ adapter })
}
