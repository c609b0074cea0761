/** Pipelines of a device, made asynchronously, and shared by all dispatches whose modules are the same text. */
import { BackendError } from '@neurite/core'
import { shaderStage } from '../device/gpu-flags.ts'
import type { BindingAccess, ModuleText } from '../kernel/module-text.ts'

/** A pipeline and what its bindings look like. */
export interface Pipeline {
  readonly pipeline: GPUComputePipeline
  readonly layout: GPUBindGroupLayout
}

/** Pipelines that are kept when no program uses them any more. */
const mostKept = 1024

/** What the compiler of the device said, with the lines that it said it of. */
const worded = ({ messages }: GPUCompilationInfo, wgsl: string): string =>
  messages
    .map(({ type, lineNum, message }) => `${type} in line ${lineNum}: ${message}\n  ${wgsl.split('\n')[lineNum - 1] ?? ''}\n`)
    .join('')

export class Pipelines {
  readonly #device: GPUDevice
  readonly #known = new Map<string, Promise<Pipeline>>()
  readonly #layouts = new Map<string, { readonly layout: GPUBindGroupLayout; readonly pipelineLayout: GPUPipelineLayout }>()

  constructor(device: GPUDevice) {
    this.#device = device
  }

  /** The pipeline of a module. Rejects with an error that shows what the compiler said. */
  get(name: string, module: ModuleText): Promise<Pipeline> {
    const pipeline = this.#known.get(module.wgsl) ?? this.#create(name, module)
    // The one that was asked for last stands last.
    this.#known.delete(module.wgsl)
    this.#known.set(module.wgsl, pipeline)
    if (this.#known.size > mostKept) this.#known.delete(this.#known.keys().next().value!)
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
    // The refusal of a module is told by that of its pipeline.
    this.#device.pushErrorScope('validation')
    const module = this.#device.createShaderModule({ label: name, code: wgsl })
    this.#device.popErrorScope().catch(() => undefined)
    try {
      const pipeline = await this.#device.createComputePipelineAsync({
        label: name,
        layout: pipelineLayout,
        compute: { module, entryPoint: 'main' },
      })
      return { pipeline, layout }
    } catch (cause) {
      const said = worded(await module.getCompilationInfo(), wgsl)
      throw new BackendError(`webgpu: the device refused the kernel "${name}": ${said || String(cause)}\nIts WGSL:\n${wgsl}`, {
        cause,
      })
    }
  }
}
