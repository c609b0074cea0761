/** The WebGPU backend: each program is a few dispatches of generated WGSL, in one submit. */
import {
  type Backend,
  BackendError,
  type BufferSlice,
  type Capabilities,
  checkProgram,
  debugSource,
  DisposedError,
  type Executable,
  InternalError,
  type Program,
} from '@neurite/core'
import { Faults } from './device/faults.ts'
import { GpuMemory, GpuSlice } from './memory/gpu-memory.ts'
import { checkDTypes } from './program/check-dtypes.ts'
import { createExecutable } from './program/executable.ts'
import { Order } from './program/order.ts'
import { Pipelines } from './program/pipelines.ts'
import { planProgram } from './program/plan.ts'
import type { Runtime } from './program/runtime.ts'

/** Options of `webgpu`. */
export interface WebGpuOptions {
  /** A device to run on; it stays its owner's. */
  readonly device?: GPUDevice
  /** An adapter to ask for a device. */
  readonly adapter?: GPUAdapter
  /** Which adapter to ask for, where there are several. */
  readonly powerPreference?: GPUPowerPreference
  /** What the backend is called. Default: `webgpu`. */
  readonly name?: string
}

class WebGpuBackend implements Backend {
  readonly name: string
  readonly capabilities: Capabilities
  readonly #runtime: Runtime
  readonly #pipelines: Pipelines
  readonly #device: GPUDevice
  readonly #isOwner: boolean

  constructor(device: GPUDevice, isOwner: boolean, name: string) {
    this.name = name
    this.#device = device
    this.#isOwner = isOwner
    const faults = new Faults(device)
    this.#runtime = { faults, memory: new GpuMemory(device, faults), order: new Order() }
    this.#pipelines = new Pipelines(device)
    this.capabilities = {
      dtypes: ['float32', 'float16', 'int32', 'uint32', 'int8', 'uint8', 'bool'],
      maxBufferBytes: Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize),
      alignmentBytes: 16,
    }
  }

  allocate(sizesBytes: readonly number[]): readonly BufferSlice[] {
    const { memory } = this.#use('webgpu allocate')
    const wrong = sizesBytes.find((size) => !Number.isSafeInteger(size) || size < 0)
    if (wrong !== undefined) throw new InternalError(`webgpu allocate: a size is ${wrong} bytes, expected a whole number`)
    // All or none.
    const made: BufferSlice[] = []
    try {
      for (const sizeBytes of sizesBytes) made.push({ buffer: memory.allocate(sizeBytes), offsetBytes: 0, sizeBytes })
    } catch (error) {
      this.free(made)
      throw error
    }
    return made
  }

  free(slices: readonly BufferSlice[]): void {
    const { memory, order } = this.#runtime
    // Freeing after the end is harmless: finalizers run when they will.
    if (memory.isReleased) return
    void order.add(() => {
      for (const { buffer } of slices) if (buffer instanceof GpuSlice && !buffer.isFreed) memory.free(buffer)
    })
  }

  write(slice: BufferSlice, data: ArrayBufferView): void {
    const { memory, order } = this.#use('webgpu write')
    memory.rangeOf('webgpu write', slice)
    if (order.isIdle) return memory.write(slice, data)
    // What is written is taken now.
    const { buffer, byteOffset, byteLength } = data
    const copy = new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength))
    void order.add(() => memory.write(slice, copy))
  }

  async read(slice: BufferSlice): Promise<ArrayBuffer> {
    const { memory, order } = this.#use('webgpu read')
    let bytes: Promise<ArrayBuffer> | undefined
    // Whoever comes later does not wait for the bytes.
    await order.add(() => {
      bytes = memory.read(slice)
    })
    return bytes!
  }

  async compile(program: Program): Promise<Executable> {
    this.#use('webgpu compile')
    checkDTypes(program)
    checkProgram('webgpu', program)
    const { maxStorageBuffersPerShaderStage, maxComputeWorkgroupStorageSize } = this.#device.limits
    const limits = { bindings: maxStorageBuffersPerShaderStage - 1, sharedBytes: maxComputeWorkgroupStorageSize }
    const plan = planProgram(program, limits)
    for (const { name, module } of plan.dispatches) debugSource(`webgpu: ${name}`, () => module.wgsl)
    const { faults } = this.#runtime
    const made = Promise.all(plan.dispatches.map(({ name, module }) => this.#pipelines.get(name, module)))
    const pipelines = await faults.unlessLost('webgpu compile', made)
    return createExecutable(program.bindings, plan, pipelines, this.#use('webgpu compile'))
  }

  async dispose(): Promise<void> {
    const { memory, faults } = this.#runtime
    faults.release()
    memory.release()
    if (this.#isOwner) this.#device.destroy()
  }

  #use(call: string): Runtime {
    const { memory } = this.#runtime
    if (memory.isReleased) throw new DisposedError(`${call}: the backend was disposed; make another with webgpu()`)
    return this.#runtime
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
  const asked = adapter.requestDevice({
    requiredLimits: Object.fromEntries(names.map((name) => [name, adapter.limits[name]])),
    requiredFeatures: (['shader-f16', 'subgroups', 'timestamp-query'] as const).filter((feature) =>
      adapter.features.has(feature),
    ),
  })
  try {
    return await asked
  } catch (cause) {
    throw new BackendError(
      `webgpu: the adapter gave no device: ${String(cause)}; it may be lost, or in use: ask for another one`,
      { cause },
    )
  }
}

/**
 * The WebGPU backend: on a device that is given, on one of an adapter, or on one that this page or runtime has.
 *
 * A device that was given stays its owner's; any other one goes with `dispose()`.
 *
 * @throws BackendError when there is no WebGPU here, or no adapter
 * @example
 * ```ts
 * import { webgpu } from '@neurite/backend-webgpu'
 * import { setBackend } from 'neurite'
 *
 * await setBackend(await webgpu())
 * ```
 */
export async function webgpu({ device, adapter, powerPreference, name = 'webgpu' }: WebGpuOptions = {}): Promise<Backend> {
  if (device) return new WebGpuBackend(device, false, name)
  const gpu = typeof navigator === 'undefined' ? undefined : (navigator.gpu as GPU | undefined)
  if (!adapter && !gpu) {
    throw new BackendError(
      'webgpu: this runtime has no navigator.gpu; pages need a secure context and a browser with WebGPU, Node the package @neurite/backend-dawn; or use the wasm backend',
    )
  }
  const found = adapter ?? (await gpu!.requestAdapter(powerPreference === undefined ? {} : { powerPreference }))
  if (!found) throw new BackendError('webgpu: the browser found no GPU adapter: its driver may be blocked; use the wasm backend')
  return new WebGpuBackend(await requestDevice(found), true, name)
}
