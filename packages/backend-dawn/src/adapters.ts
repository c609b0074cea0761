/** Which adapters Dawn finds here, and which of them compute in software. */
import type { create } from 'webgpu'

/** Makes an instance of Dawn; what the package `webgpu` exports. */
export type CreateGpu = typeof create

/** Ways to a GPU that Dawn knows. */
export const dawnBackends = ['vulkan', 'metal', 'd3d12', 'd3d11', 'opengl', 'opengles', 'null'] as const
/** One of the ways to a GPU; `null` computes nothing. */
export type DawnBackend = (typeof dawnBackends)[number]

/** An adapter that can be asked for by its name. */
export interface AdapterName {
  /** As the driver gives it. */
  readonly name: string
  /** The way to it: `vulkan`, `metal`, `d3d12`... */
  readonly backend: string
  /** Whether it computes on the CPU. */
  readonly isSoftware: boolean
}

const software = /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|basic render/i

/** Whether an adapter of this name computes on the CPU. */
export const isSoftwareName = (name: string): boolean => software.test(name)

/** No adapter is called this, so Dawn says what there is. */
const nobody = 'neurite asks which adapters there are'

/** `* backend: 'vulkan', name: 'SwiftShader Device (Subzero)'` */
const line = /^\s*\*\s*backend:\s*'([^']*)',\s*name:\s*'(.*)'\s*$/gm

/** The adapters of a message that names them. */
export const readAdapters = (message: string): AdapterName[] =>
  [...message.matchAll(line)].map(([, backend = '', name = '']) => ({ name, backend, isSoftware: isSoftwareName(name) }))

/** Asks Dawn: it names its adapters when it is asked for one that is not there. */
export async function findAdapters(create: CreateGpu, flags: readonly string[] = []): Promise<AdapterName[]> {
  try {
    await create([...flags, `adapter=${nobody}`]).requestAdapter()
  } catch (error) {
    return readAdapters(error instanceof Error ? error.message : String(error))
  }
  return []
}
