/** A compiled program: binds buffers once, then writes scalars, encodes and submits, once per run. */
import { DisposedError, type Executable, type Invocation, type Program, scalarSlotBytes, type Submission } from '@neurite/core'
import { bufferUsage } from '../device/gpu-flags.ts'
import { mostGroupsAcross } from '../kernel/module-text.ts'
import type { GpuMemory, GpuRange, GpuSlice } from '../memory/gpu-memory.ts'
import type { Pipeline } from './pipelines.ts'
import { type Dispatch, elementsAt, type Plan, type Source } from './plan.ts'

/** Tables begin at multiples of it, whatever the device. */
const tableAlignmentBytes = 256

const tableBytes = ({ table }: Dispatch): number =>
  Math.max(1, Math.ceil((table.length * 4) / tableAlignmentBytes)) * tableAlignmentBytes

/** The buffers of a run and all that depends on them. */
interface Bound {
  readonly slices: readonly GpuSlice[]
  readonly generation: number
  readonly ranges: readonly GpuRange[]
  readonly groups: readonly GPUBindGroup[]
}

/** An executable of a plan whose pipelines are there, in the order of its dispatches. */
export function createExecutable(program: Program, plan: Plan, pipelines: readonly Pipeline[], memory: GpuMemory): Executable {
  const { device } = memory
  const dispatches = plan.actions.flatMap((action) => ('dispatch' in action ? [action.dispatch] : []))
  const roles = program.bindings.flatMap(({ role }) => (role === 'scalar' ? [] : [role]))
  const scalarCount = program.bindings.length - roles.length
  const tableStarts = dispatches.map((_, i) => dispatches.slice(0, i).reduce((sum, before) => sum + tableBytes(before), 0))
  const tables = device.createBuffer({
    label: 'neurite tables',
    size: dispatches.reduce((sum, dispatch) => sum + tableBytes(dispatch), tableAlignmentBytes),
    usage: bufferUsage.uniform | bufferUsage.copyTarget,
  })
  let bound: Bound | undefined
  let isDisposed = false

  const bufferOf = (source: Source, ranges: readonly GpuRange[]): GPUBuffer => {
    if (source === 'arena') return memory.arena
    return source === 'small' ? memory.slab : ranges[source.buffer]!.buffer
  }

  const writeTables = (ranges: readonly GpuRange[]): void => {
    const numbers = new Int32Array(tables.size / 4)
    dispatches.forEach(({ table }, i) => {
      table.forEach((offset, k) => {
        const offsetBytes = offset.arenaBytes ?? ranges[offset.buffer!]!.offsetBytes
        numbers[tableStarts[i]! / 4 + k] = elementsAt(offsetBytes, offset)
      })
    })
    device.queue.writeBuffer(tables, 0, numbers)
  }

  const createGroups = (ranges: readonly GpuRange[]): GPUBindGroup[] =>
    dispatches.map((dispatch, i) =>
      device.createBindGroup({
        label: dispatch.name,
        layout: pipelines[i]!.layout,
        entries: [
          { binding: 0, resource: { buffer: tables, offset: tableStarts[i]!, size: tableBytes(dispatch) } },
          ...dispatch.sources.map((source, k) => ({ binding: k + 1, resource: { buffer: bufferOf(source, ranges) } })),
        ],
      }),
    )

  /** A training step comes with the same buffers each time: nothing is made anew then. */
  const bind = (call: Invocation): Bound => {
    const slices = call.buffers.map(({ buffer }) => buffer as GpuSlice)
    if (bound && bound.generation === memory.generation && slices.every((slice, i) => slice === bound!.slices[i])) return bound
    const ranges = call.buffers.map((slice) => memory.rangeOf('webgpu run', slice))
    const before = bound?.generation === memory.generation ? bound : undefined
    const isSame = before && ranges.every(({ buffer }, i) => buffer === before.ranges[i]!.buffer)
    writeTables(ranges)
    return { slices, ranges, generation: memory.generation, groups: isSame ? before.groups : createGroups(ranges) }
  }

  const encode = (encoder: GPUCommandEncoder, { groups, ranges }: Bound): void => {
    let pass: GPUComputePassEncoder | undefined
    let next = 0
    const place = (at: { readonly buffer: number } | { readonly arenaBytes: number }): GpuRange =>
      'buffer' in at ? ranges[at.buffer]! : { buffer: memory.arena, offsetBytes: at.arenaBytes, sizeBytes: 0 }
    for (const action of plan.actions) {
      if ('copy' in action) {
        pass?.end()
        pass = undefined
        const [from, to] = [place(action.copy.from), place(action.copy.to)]
        copy(encoder, memory, from, to, Math.ceil(action.copy.sizeBytes / 4) * 4)
        continue
      }
      pass ??= encoder.beginComputePass()
      const { workgroups } = action.dispatch
      pass.setPipeline(pipelines[next]!.pipeline)
      pass.setBindGroup(0, groups[next]!)
      pass.dispatchWorkgroups(Math.min(workgroups, mostGroupsAcross), Math.ceil(workgroups / mostGroupsAcross))
      next += 1
    }
    pass?.end()
  }

  return {
    scratchBytes: plan.memory.arenaBytes,
    run(call): Submission {
      if (isDisposed || memory.isReleased) throw new DisposedError('webgpu run: the program or its backend was disposed')
      memory.growArena(plan.memory.arenaBytes)
      bound = bind(call)
      bound.slices.forEach((slice, i) => {
        if (roles[i] === 'output') slice.isStale = false
        else memory.settle(slice)
      })
      if (scalarCount > 0) {
        const scalars = call.scalars.slice(0, scalarCount * scalarSlotBytes)
        device.queue.writeBuffer(memory.arena, plan.memory.scalarsBytes, scalars)
      }
      const encoder = device.createCommandEncoder()
      for (let round = 0; round < (call.repeat ?? 1); round += 1) encode(encoder, bound)
      device.queue.submit([encoder.finish()])
      return { done: () => device.queue.onSubmittedWorkDone().then(() => undefined) }
    },
    dispose() {
      isDisposed = true
      tables.destroy()
    },
  }
}

/** Copies inside one buffer go by way of another one. */
function copy(encoder: GPUCommandEncoder, memory: GpuMemory, from: GpuRange, to: GpuRange, sizeBytes: number): void {
  if (from.buffer !== to.buffer) {
    encoder.copyBufferToBuffer(from.buffer, from.offsetBytes, to.buffer, to.offsetBytes, sizeBytes)
    return
  }
  const way = memory.device.createBuffer({
    label: 'neurite copy',
    size: sizeBytes,
    usage: bufferUsage.copySource | bufferUsage.copyTarget,
  })
  encoder.copyBufferToBuffer(from.buffer, from.offsetBytes, way, 0, sizeBytes)
  encoder.copyBufferToBuffer(way, 0, to.buffer, to.offsetBytes, sizeBytes)
}
