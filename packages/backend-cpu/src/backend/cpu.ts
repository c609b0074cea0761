/** The reference backend. */
import {
  type Backend,
  type BufferSlice,
  DisposedError,
  dtypes,
  type Executable,
  InternalError,
  type Program,
} from '@neurite/core'
import { maxBufferBytes, Memory } from '../memory/memory.ts'
import { CpuExecutable } from './executable.ts'

/**
 * A backend in plain TypeScript: one readable loop per primitive, computed in float64 and rounded once.
 *
 * It runs anywhere JavaScript runs, compiles synchronously, and is what other backends are compared with.
 *
 * @dtype all
 * @example
 * const backend = cpu()
 */
export function cpu(): Backend {
  return new CpuBackend()
}

class CpuBackend implements Backend {
  readonly name = 'cpu'
  readonly capabilities = { dtypes, maxBufferBytes, alignmentBytes: 8 }
  #memory: Memory | undefined = new Memory()

  allocate(sizesBytes: readonly number[]): readonly BufferSlice[] {
    return this.#usableMemory().allocate(sizesBytes)
  }

  /** After `dispose` there is nothing left to free: collected tensors may still call this, and that is no error. */
  free(slices: readonly BufferSlice[]): void {
    this.#memory?.free(slices)
  }

  write(slice: BufferSlice, data: ArrayBufferView): void {
    const target = this.#usableMemory().bytes(slice)
    if (data.byteLength !== target.byteLength) {
      throw new InternalError(`cpu: write: the slice has ${target.byteLength} bytes, the data ${data.byteLength}`)
    }
    target.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }

  // Runs before its first await, so what it sees was there at the time of the call.
  async read(slice: BufferSlice): Promise<ArrayBuffer> {
    return this.readSync(slice)
  }

  readSync(slice: BufferSlice): ArrayBuffer {
    return this.#usableMemory().bytes(slice).slice().buffer
  }

  async compile(program: Program): Promise<Executable> {
    return this.compileSync(program)
  }

  compileSync(program: Program): Executable {
    this.#usableMemory()
    return new CpuExecutable(program, () => this.#usableMemory())
  }

  async dispose(): Promise<void> {
    this.#memory = undefined
  }

  #usableMemory(): Memory {
    if (!this.#memory) throw new DisposedError('cpu: the backend was disposed; make another with cpu()')
    return this.#memory
  }
}
