/** The backend that is best here: a real GPU where there is one, else WebAssembly. */
import { type Backend, createBackend } from '@neurite/core'

/** What tells GPUs that compute from those that only pretend to. */
interface AdapterLike {
  readonly info?: { readonly isFallbackAdapter?: boolean }
  readonly isFallbackAdapter?: boolean
}

/** How GPUs are come by; tests hand over others. */
export interface GpuSources {
  /** The GPU of a page, of Deno or of a worker, if it has one. */
  readonly gpu: { requestAdapter(): Promise<AdapterLike | null> } | undefined
  /** The WebGPU backend on an adapter. */
  readonly openPage: (adapter: AdapterLike) => Promise<Backend>
  /** Dawn on a GPU that is no software; rejects where that package, or such a GPU, is missing. */
  readonly openDawn: () => Promise<Backend>
}

const isFallback = ({ info, isFallbackAdapter = false }: AdapterLike): boolean => info?.isFallbackAdapter ?? isFallbackAdapter

/** A backend on a real GPU, or undefined: a missing driver or package is no error here. */
export async function gpuBackend({ gpu, openPage, openDawn }: GpuSources): Promise<Backend | undefined> {
  try {
    if (!gpu) return await openDawn()
    const adapter = await gpu.requestAdapter()
    return adapter && !isFallback(adapter) ? await openPage(adapter) : undefined
  } catch {
    return undefined
  }
}

/** Not for bundlers: the package is there in Node at most, and only where somebody installed it. */
const dawnPackage = '@neurite/backend-dawn'

const here = (): GpuSources => ({
  gpu: (globalThis as { navigator?: { gpu?: NonNullable<GpuSources['gpu']> } }).navigator?.gpu,
  openPage: async (adapter) => {
    const { webgpu } = await import('@neurite/backend-webgpu')
    return webgpu({ adapter: adapter as NonNullable<Parameters<typeof webgpu>[0]>['adapter'] & object })
  },
  openDawn: async () => {
    const { dawn } = (await import(/* @vite-ignore */ /* webpackIgnore: true */ dawnPackage)) as {
      dawn: (options: { allowSoftware: boolean }) => Promise<Backend>
    }
    return dawn({ allowSoftware: false })
  },
})

/**
 * Makes the backend `auto`.
 *
 * @param sources - default: those of this runtime
 */
export const autoBackend = async (sources: GpuSources = here()): Promise<Backend> =>
  (await gpuBackend(sources)) ?? createBackend('wasm').catch(() => createBackend('cpu'))
