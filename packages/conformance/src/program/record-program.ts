/** Records the program that core makes of tensors, with what it would run it on, and runs nothing. */
import {
  type Backend,
  type BufferSlice,
  type Capabilities,
  computeTogether,
  type Executable,
  hostView,
  type Invocation,
  type Program,
  scalarSlotBytes,
  sizeOf,
  type Tensor,
  withBackend,
} from '@neurite/core'
import type { HostTensor } from '../values/host-tensor.ts'

/** A program and its parameters. */
export interface RecordedProgram {
  readonly program: Program
  readonly parameters: readonly HostTensor[]
}

/** A backend that keeps what it is given to run. */
class Recorder implements Backend {
  readonly name = 'recorder'
  readonly capabilities: Capabilities
  readonly #bytes = new Map<object, ArrayBuffer>()
  recorded: RecordedProgram | undefined

  constructor(capabilities: Capabilities) {
    this.capabilities = capabilities
  }

  allocate(sizesBytes: readonly number[]): BufferSlice[] {
    return sizesBytes.map((sizeBytes) => ({ buffer: {}, offsetBytes: 0, sizeBytes }))
  }

  free(): void {}

  write({ buffer }: BufferSlice, data: ArrayBufferView): void {
    this.#bytes.set(buffer, new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer)
  }

  async read({ sizeBytes }: BufferSlice): Promise<ArrayBuffer> {
    return new ArrayBuffer(sizeBytes)
  }

  async compile(program: Program): Promise<Executable> {
    return this.compileSync(program)
  }

  compileSync(program: Program): Executable {
    const run = (call: Invocation) => {
      this.recorded = { program, parameters: this.#parametersOf(program, call) }
      return { done: () => Promise.resolve() }
    }
    return { scratchBytes: 0, run, dispose: () => {} }
  }

  async dispose(): Promise<void> {}

  #parametersOf({ bindings }: Program, { buffers, scalars }: Invocation): HostTensor[] {
    let [buffer, slot] = [0, 0]
    return bindings.flatMap(({ role, type }): HostTensor[] => {
      if (role === 'output') return []
      const bytes =
        role === 'scalar' ? scalars.slice(scalarSlotBytes * slot++).buffer : this.#bytes.get(buffers[buffer++]!.buffer)
      return [{ ...type, bits: hostView(type.dtype, bytes ?? new ArrayBuffer(0), 0, sizeOf(type.shape)) }]
    })
  }
}

/**
 * The program that computes the tensors which `write` makes of host tensors, as a backend would be given it.
 *
 * @returns undefined where there is nothing to compute
 */
export function recordProgram(capabilities: Capabilities, write: () => readonly Tensor[]): RecordedProgram | undefined {
  const recorder = new Recorder(capabilities)
  withBackend(recorder, () => computeTogether(write().map(({ value }) => value)))
  return recorder.recorded
}
