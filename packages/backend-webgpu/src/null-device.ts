/** A backend without a device: it writes the WGSL of what it is asked to run, and computes nothing. */
import { type Backend, type BufferSlice, checkProgram, type Executable, InternalError, type Program } from '@neurite/core'
import { checkDTypes } from './program/check-dtypes.ts'
import { planProgram } from './program/plan.ts'

/** One module of a program, as its device would get it. */
export interface NullKernel {
  /** What it does: `product 32x128 over 784 in tiles of 32`. */
  readonly name: string
  /** Its source. */
  readonly wgsl: string
  /** How many workgroups run it. */
  readonly workgroups: number
}

/** Options of `nullDevice`. */
export interface NullDeviceOptions {
  /** Hears the kernels of each program, in the order in which they run. Default: prints them. */
  readonly onProgram?: (kernels: readonly NullKernel[]) => void
}

/** What every WebGPU device has at least. */
const defaults = { bindings: 7, sharedBytes: 16384 }
const mostBytes = 2 ** 27

const print = (kernels: readonly NullKernel[]): void => {
  for (const { name, wgsl, workgroups } of kernels) console.log(`// ${name}: ${workgroups} workgroups\n${wgsl}\n`)
}

/**
 * A backend that shows the WGSL of programs, with the limits that every device has, where there is no GPU. All tensors read as zeros.
 *
 * @example
 * ```ts
 * import { nullDevice } from '@neurite/backend-webgpu'
 * import { setBackend, tensor } from 'neurite'
 *
 * await setBackend(nullDevice())
 * await tensor([1, 2, 3]).exp().data() // prints the kernel
 * ```
 */
export function nullDevice({ onProgram = print }: NullDeviceOptions = {}): Backend {
  const compile = (program: Program): Executable => {
    checkProgram('webgpu', program)
    checkDTypes(program)
    const { dispatches, memory } = planProgram(program, defaults)
    onProgram(dispatches.map(({ name, module, workgroups }) => ({ name, wgsl: module.wgsl, workgroups })))
    return {
      scratchBytes: memory.arenaBytes,
      run: () => ({ done: () => Promise.resolve() }),
      dispose: () => {},
    }
  }
  const sizeOfSlice = ({ sizeBytes }: BufferSlice): ArrayBuffer => new ArrayBuffer(sizeBytes)
  return {
    name: 'webgpu-null',
    capabilities: {
      dtypes: ['float32', 'float16', 'int32', 'uint32', 'int8', 'uint8', 'bool'],
      maxBufferBytes: mostBytes,
      alignmentBytes: 16,
    },
    allocate: (sizesBytes) =>
      sizesBytes.map((sizeBytes) => {
        if (!(sizeBytes >= 0)) throw new InternalError(`webgpu-null allocate: a size is ${sizeBytes} bytes`)
        return { buffer: {}, offsetBytes: 0, sizeBytes }
      }),
    free: () => {},
    write: () => {},
    read: (slice) => Promise.resolve(sizeOfSlice(slice)),
    readSync: sizeOfSlice,
    compile: (program) => Promise.resolve().then(() => compile(program)),
    compileSync: compile,
    dispose: () => Promise.resolve(),
  }
}
