/** A compiled program: binds buffers once, then writes scalars, encodes and submits, once per run. */
import {
  type Binding,
  checkBuffers,
  checkNumbers,
  DisposedError,
  type Executable,
  type Invocation,
  scalarSlotBytes,
  type Submission,
} from '@neurite/core'
import { bufferUsage } from '../device/gpu-flags.ts'
import type { GpuRange, GpuSlice } from '../memory/gpu-memory.ts'
import { type Dispatch, elementsAt, type Source, tableHead } from './dispatch.ts'
import type { Pipeline } from './pipelines.ts'
import type { Plan } from './plan.ts'
import { type Bound, needsHost, Recorder } from './recorder.ts'
import type { Runtime } from './runtime.ts'

/** Tables begin at multiples of it, whatever the device. */
const tableAlignmentBytes = 256

const tableBytes = ({ table }: Dispatch): number =>
  Math.max(1, Math.ceil(((tableHead + table.length) * 4) / tableAlignmentBytes)) * tableAlignmentBytes

/** The buffers of a run and all that depends on them. */
interface BoundSlices extends Bound {
  readonly slices: readonly GpuSlice[]
  readonly generation: number
}

/** The numbers of the program's dispatches, and what binds them. */
class Tables {
  readonly buffer: GPUBuffer
  readonly #dispatches: readonly Dispatch[]
  readonly #starts: readonly number[]
  readonly #device: GPUDevice

  constructor(device: GPUDevice, dispatches: readonly Dispatch[]) {
    this.#device = device
    this.#dispatches = dispatches
    let size = 0
    this.#starts = dispatches.map((dispatch) => (size += tableBytes(dispatch)) - tableBytes(dispatch))
    this.buffer = device.createBuffer({
      label: 'neurite tables',
      size: size + tableAlignmentBytes,
      usage: bufferUsage.uniform | bufferUsage.copyTarget,
    })
  }

  write(ranges: readonly GpuRange[]): void {
    const numbers = new Int32Array(this.buffer.size / 4)
    this.#dispatches.forEach(({ table }, i) => {
      table.forEach((offset, k) => {
        const offsetBytes = offset.knownBytes ?? ranges[offset.buffer!]!.offsetBytes
        numbers[this.#starts[i]! / 4 + tableHead + k] = elementsAt(offsetBytes, offset)
      })
    })
    this.#device.queue.writeBuffer(this.buffer, 0, numbers)
  }

  groups(pipelines: readonly Pipeline[], bufferOf: (source: Source) => GPUBuffer): GPUBindGroup[] {
    return this.#dispatches.map((dispatch, i) =>
      this.#device.createBindGroup({
        label: dispatch.name,
        layout: pipelines[i]!.layout,
        entries: [
          { binding: 0, resource: { buffer: this.buffer, offset: this.#starts[i]!, size: tableBytes(dispatch) } },
          ...dispatch.sources.map((source, k) => ({ binding: k + 1, resource: { buffer: bufferOf(source) } })),
        ],
      }),
    )
  }
}

/** An executable of a plan whose pipelines are there, in the order of its dispatches. */
export function createExecutable(
  bindings: readonly Binding[],
  plan: Plan,
  pipelines: readonly Pipeline[],
  { memory, order, faults }: Runtime,
): Executable {
  const { device } = memory
  const roles = bindings.flatMap(({ role }) => (role === 'scalar' ? [] : [role]))
  const scalarBytes = (bindings.length - roles.length) * scalarSlotBytes
  const tables = new Tables(device, plan.dispatches)
  const gateArguments =
    plan.argumentsBytes > 0
      ? device.createBuffer({
          label: 'neurite arguments',
          size: plan.argumentsBytes,
          usage: bufferUsage.storage | bufferUsage.indirect,
        })
      : undefined
  const isHosted = needsHost(plan.actions)
  let bound: BoundSlices | undefined
  let isDisposed = false

  const bufferOf = (source: Source, ranges: readonly GpuRange[]): GPUBuffer => {
    if (typeof source === 'object') return ranges[source.buffer]!.buffer
    if (source === 'arguments') return gateArguments!
    return source === 'arena' ? memory.arena : memory.slab
  }

  /** A training step comes with the same buffers each time: nothing is made anew then. */
  const bind = ({ buffers }: Invocation): BoundSlices => {
    memory.growArena(plan.memory.arenaBytes)
    const slices = buffers.map(({ buffer }) => buffer as GpuSlice)
    const isKnown = bound?.generation === memory.generation
    if (bound && isKnown && slices.length === bound.slices.length && slices.every((slice, i) => slice === bound!.slices[i]))
      return bound
    checkBuffers('webgpu', bindings, { buffers })
    const ranges = buffers.map((slice) => memory.rangeOf('webgpu run', slice))
    const isSame = bound && isKnown && ranges.every(({ buffer }, i) => buffer === bound!.ranges[i]!.buffer)
    tables.write(ranges)
    const groups = isSame ? bound!.groups : tables.groups(pipelines, (source) => bufferOf(source, ranges))
    bound = { slices, ranges, generation: memory.generation, groups }
    return bound
  }

  const start = (call: Invocation, scalars: Uint8Array): void => {
    bind(call).slices.forEach((slice, i) => {
      if (roles[i] === 'output') slice.isStale = false
      else memory.settle(slice)
    })
    if (scalarBytes > 0) device.queue.writeBuffer(memory.arena, plan.memory.scalarsBytes, scalars as Uint8Array<ArrayBuffer>)
  }

  return {
    scratchBytes: plan.memory.arenaBytes,
    run(call): Submission {
      if (isDisposed || memory.isReleased) throw new DisposedError('webgpu run: the program or its backend was disposed')
      faults.check('webgpu run')
      checkNumbers('webgpu', bindings, call)
      bind(call)
      const scalars = call.scalars.slice(0, scalarBytes)
      const { repeat = 1 } = call
      const recorder = new Recorder(plan, pipelines, memory, gateArguments, () => bind(call))
      const done = order.add(() => {
        start(call, scalars)
        if (isHosted) return performAll(recorder, repeat)
        for (let round = 0; round < repeat; round += 1) recorder.record()
        recorder.submit()
      })
      // Nobody has to ask how a run ended.
      if (done) done.catch(() => undefined)
      return { done: () => faults.settled('webgpu run', done) }
    },
    dispose() {
      isDisposed = true
      void order.add(() => {
        tables.buffer.destroy()
        gateArguments?.destroy()
      })
    },
  }
}

async function performAll(recorder: Recorder, repeat: number): Promise<void> {
  for (let round = 0; round < repeat; round += 1) await recorder.perform()
  recorder.submit()
}
