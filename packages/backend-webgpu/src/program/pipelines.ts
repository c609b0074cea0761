/** Pipelines of a device, made asynchronously, and shared by all dispatches whose modules are the same text. */
import { BackendError } from '@neurite/core'
import { shaderStage } from '../device/gpu-flags.ts'
import type { BindingAccess, ModuleText } from '../kernel/module-text.ts'

/** A pipeline and what its bindings look like. */
export interface Pipeline {
  readonly pipeline: GPUComputePipeline
  readonly layout: GPUBindGroupLayout
}

export class Pipelines {
  readonly #device: GPUDevice
  readonly #known = new Map<string, Promise<Pipeline>>()
  readonly #layouts = new Map<string, { readonly layout: GPUBindGroupLayout; readonly pipelineLayout: GPUPipelineLayout }>()

  constructor(device: GPUDevice) {
    this.#device = device
  }

  /** The pipeline of a module. Rejects with an error that shows what the compiler said. */
  get(name: string, module: ModuleText): Promise<Pipeline> {
    const known = this.#known.get(module.wgsl)
    if (known) return known
    const pipeline = this.#create(name, module)
    this.#known.set(module.wgsl, pipeline)
    // What failed may be tried again.
    pipeline.catch(() => this.#known.delete(module.wgsl))
    return pipeline
  }

  #layoutOf(bindings: readonly BindingAccess[]): { layout: GPUBindGroupLayout; pipelineLayout: GPUPipelineLayout } {
    const key = bindings.join()
    const known = this.#layouts.get(key)
    if (known) return known
    const layout = this.#device.createBindGroupLayout({
      entries: [
        { binding: 0, visibility: shaderStage.compute, buffer: { type: 'uniform' } },
        ...bindings.map((access, i) => ({
          binding: i + 1,
          visibility: shaderStage.compute,
          buffer: { type: access === 'read' ? ('read-only-storage' as const) : ('storage' as const) },
        })),
      ],
    })
    const made = { layout, pipelineLayout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }) }
    this.#layouts.set(key, made)
    return made
  }

  async #create(name: string, { wgsl, bindings }: ModuleText): Promise<Pipeline> {
    const { layout, pipelineLayout } = this.#layoutOf(bindings)
    const module = this.#device.createShaderModule({ label: name, code: wgsl })
    try {
      const pipeline = await this.#device.createComputePipelineAsync({
        label: name,
        layout: pipelineLayout,
        compute: { module, entryPoint: 'main' },
      })
      return { pipeline, layout }
    } catch (cause) {
      throw new BackendError(`webgpu: the device refused the kernel "${name}":\n${String(cause)}\n${wgsl}`, { cause })
    }
  }
}
