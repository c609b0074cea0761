/** The WebGPU backend: each program is a few dispatches of generated WGSL, in one submit. */
import {
  type Backend,
  BackendError,
  type BufferSlice,
  type Capabilities,
  DisposedError,
  DTypeError,
  type Executable,
  type Program,
} from '@neurite/core'
import { GpuMemory, GpuSlice } from './memory/gpu-memory.ts'
import { createExecutable } from './program/executable.ts'
import { Pipelines } from './program/pipelines.ts'
import { planProgram } from './program/plan.ts'

/** Options of `webgpu`. */
export interface WebGpuOptions {
  /** A device to run on; it stays its owner's. */
  readonly device?: GPUDevice
  /** An adapter to ask for a device. */
  readonly adapter?: GPUAdapter
  /** Which adapter to ask for, where there are several. */
  readonly powerPreference?: GPUPowerPreference
}

class WebGpuBackend implements Backend {
  readonly name = 'webgpu'
  readonly capabilities: Capabilities
  readonly #memory: GpuMemory
  readonly #pipelines: Pipelines
  readonly #device: GPUDevice
  readonly #isOwner: boolean

  constructor(device: GPUDevice, isOwner: boolean) {
    this.#device = device
    this.#isOwner = isOwner
    this.#memory = new GpuMemory(device)
    this.#pipelines = new Pipelines(device)
    this.capabilities = {
      dtypes: ['float32', 'float16', 'int32', 'uint32', 'int8', 'uint8', 'bool'],
      maxBufferBytes: Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize),
      alignmentBytes: 16,
    }
  }

  allocate(sizesBytes: readonly number[]): readonly BufferSlice[] {
    this.#use('webgpu allocate')
    return sizesBytes.map((sizeBytes) => ({ buffer: this.#memory.allocate(sizeBytes), offsetBytes: 0, sizeBytes }))
  }

  free(slices: readonly BufferSlice[]): void {
    // Freeing after the end is harmless: finalizers run when they will.
    if (this.#memory.isReleased) return
    for (const { buffer } of slices) if (buffer instanceof GpuSlice && !buffer.isFreed) this.#memory.free(buffer)
  }

  write(slice: BufferSlice, data: ArrayBufferView): void {
    this.#use('webgpu write')
    this.#memory.write(slice, data)
  }

  async read(slice: BufferSlice): Promise<ArrayBuffer> {
    this.#use('webgpu read')
    return this.#memory.read(slice)
  }

  async compile(program: Program): Promise<Executable> {
    this.#use('webgpu compile')
    checkDTypes(program)
    const { maxStorageBuffersPerShaderStage, maxComputeWorkgroupStorageSize } = this.#device.limits
    const limits = { bindings: maxStorageBuffersPerShaderStage - 1, sharedBytes: maxComputeWorkgroupStorageSize }
    const plan = planProgram(program, limits)
    const pipelines = await Promise.all(
      plan.actions.flatMap((action) =>
        'dispatch' in action ? [this.#pipelines.get(action.dispatch.name, action.dispatch.module)] : [],
      ),
    )
    this.#use('webgpu compile')
    return createExecutable(program, plan, pipelines, this.#memory)
  }

  async dispose(): Promise<void> {
    this.#memory.release()
    if (this.#isOwner) this.#device.destroy()
  }

  #use(call: string): void {
    if (this.#memory.isReleased) throw new DisposedError(`${call}: the backend was disposed; make another with webgpu()`)
  }
}

/** WGSL has no float64. */
function checkDTypes({ graph, bindings }: Program): void {
  const types = [...graph.values, ...bindings.map(({ type }) => type)]
  if (types.some(({ dtype }) => dtype === 'float64')) {
    throw new DTypeError(
      'webgpu: the program computes in float64, which GPUs do not have; use float32, or the wasm or cpu backend',
    )
  }
}

/** All that the adapter grants: programs use what is there. */
async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const names = [
    'maxBufferSize',
    'maxStorageBufferBindingSize',
    'maxStorageBuffersPerShaderStage',
    'maxComputeWorkgroupStorageSize',
    'maxComputeInvocationsPerWorkgroup',
    'maxComputeWorkgroupSizeX',
  ] as const
  return adapter.requestDevice({
    requiredLimits: Object.fromEntries(names.map((name) => [name, adapter.limits[name]])),
    requiredFeatures: (['shader-f16', 'subgroups', 'timestamp-query'] as const).filter((feature) =>
      adapter.features.has(feature),
    ),
  })
}

/** The WebGPU backend. */
export async function webgpu({ device, adapter, powerPreference }: WebGpuOptions = {}): Promise<Backend> {
  if (device) return new WebGpuBackend(device, false)
  const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu
  const found = adapter ?? (await gpu?.requestAdapter(powerPreference === undefined ? {} : { powerPreference }))
  if (!found) throw new BackendError('webgpu: found no GPU adapter')
  return new WebGpuBackend(await requestDevice(found), true)
}
