/** Encodes the actions of a program into as few submits as can be: one, unless the host has to look at something on the way. */
import {
  callHostFunction,
  decodeNumbers,
  encodeNumbers,
  type HostArray,
  hostView,
  sizeBytesOf,
  sizeOf,
  type TensorType,
} from '@neurite/core'
import type { GpuMemory, GpuRange } from '../memory/gpu-memory.ts'
import { groupsAlong } from './dispatch.ts'
import type { Pipeline } from './pipelines.ts'
import type { Action, HostValue, Plan } from './plan.ts'

/** What a run works with. */
export interface Bound {
  readonly groups: readonly GPUBindGroup[]
  /** Of the program's buffers. */
  readonly ranges: readonly GpuRange[]
}

/** Rounds of a loop that are encoded without looking whether it still goes on. */
const mostUnseenRounds = 64

/** Whether the host has to look at something on the way. */
export const needsHost = (actions: readonly Action[]): boolean =>
  actions.some((action) => {
    if ('host' in action) return true
    return 'repeat' in action && ((action.going !== undefined && action.repeat > mostUnseenRounds) || needsHost(action.actions))
  })

/** Whole words. */
const words = (sizeBytes: number): number => Math.ceil(sizeBytes / 4) * 4

/** Numbers that have a word each in the arena, as raw bits of a dtype. */
function fromWords({ type: { dtype, shape } }: HostValue, bytes: ArrayBuffer): HostArray {
  const size = sizeOf(shape)
  if (sizeBytesOf(dtype) === 4) return hostView(dtype, bytes, 0, size)
  if (dtype === 'float16') return encodeNumbers(dtype, new Float32Array(bytes, 0, size))
  return encodeNumbers(dtype, new Int32Array(bytes, 0, size))
}

/** The other way round. */
function toWords({ dtype }: TensorType, bits: HostArray): HostArray {
  if (sizeBytesOf(dtype) === 4) return bits
  return dtype === 'float16' ? Float32Array.from(decodeNumbers(dtype, bits)) : Int32Array.from(bits)
}

export class Recorder {
  readonly #plan: Plan
  readonly #pipelines: readonly Pipeline[]
  readonly #memory: GpuMemory
  readonly #arguments: GPUBuffer | undefined
  readonly #bind: () => Bound
  #encoder: GPUCommandEncoder | undefined
  #pass: GPUComputePassEncoder | undefined

  /** @param bind - what is bound now: buffers may move while the host looks */
  constructor(
    plan: Plan,
    pipelines: readonly Pipeline[],
    memory: GpuMemory,
    gateArguments: GPUBuffer | undefined,
    bind: () => Bound,
  ) {
    this.#plan = plan
    this.#pipelines = pipelines
    this.#memory = memory
    this.#arguments = gateArguments
    this.#bind = bind
  }

  /** Encodes what needs no look of the host. */
  record(actions: readonly Action[] = this.#plan.actions): void {
    const { groups, ranges } = this.#bind()
    for (const action of actions) this.#one(action, groups, ranges)
  }

  /** Does what may need one, in as many submits as that takes. */
  async perform(actions: readonly Action[] = this.#plan.actions): Promise<void> {
    for (const action of actions) {
      if (!needsHost([action])) this.record([action])
      else if ('host' in action) await this.#call(action)
      else if ('repeat' in action) await this.#repeat(action)
    }
  }

  /** Hands over what has been encoded. */
  submit(): void {
    this.#pass?.end()
    const encoder = this.#encoder
    this.#pass = undefined
    this.#encoder = undefined
    if (encoder) this.#memory.device.queue.submit([encoder.finish()])
  }

  #encode(): GPUCommandEncoder {
    return (this.#encoder ??= this.#memory.device.createCommandEncoder())
  }

  #one(action: Action, groups: readonly GPUBindGroup[], ranges: readonly GpuRange[]): void {
    if ('dispatch' in action) {
      const { dispatch, argumentsBytes } = action
      const pass = (this.#pass ??= this.#encode().beginComputePass())
      pass.setPipeline(this.#pipelines[dispatch]!.pipeline)
      pass.setBindGroup(0, groups[dispatch]!)
      if (argumentsBytes === undefined) pass.dispatchWorkgroups(...groupsAlong(this.#plan.dispatches[dispatch]!.workgroups))
      else pass.dispatchWorkgroupsIndirect(this.#arguments!, argumentsBytes)
    } else if ('copy' in action) {
      this.#pass?.end()
      this.#pass = undefined
      const { from, to, sizeBytes } = action.copy
      this.#memory.copy(this.#encode(), this.#rangeOf(from, ranges), this.#rangeOf(to, ranges), words(sizeBytes))
    } else if ('repeat' in action) {
      for (let round = 0; round < action.repeat; round += 1) {
        for (const inner of action.actions) this.#one(inner, groups, ranges)
      }
    }
  }

  #rangeOf(place: HostValue['place'], ranges: readonly GpuRange[]): GpuRange {
    return 'buffer' in place ? ranges[place.buffer]! : { buffer: this.#memory.arena, offsetBytes: place.arenaBytes, sizeBytes: 0 }
  }

  async #repeat({ repeat, going, actions }: Extract<Action, { readonly repeat: number }>): Promise<void> {
    const most = needsHost(actions) ? 1 : mostUnseenRounds
    // Few rounds at first: most loops are short.
    for (let [done, next] = [0, Math.min(most, 8)]; done < repeat; next = Math.min(most, next * 2)) {
      if (going && !(await this.#isUp(going))) return
      const rounds = Math.min(next, repeat - done)
      for (let round = 0; round < rounds; round += 1) await this.perform(actions)
      done += rounds
    }
  }

  async #call({ host, flag, operands, results }: Extract<Action, { readonly host: string }>): Promise<void> {
    if (flag && !(await this.#isUp(flag))) return
    const inputs = await Promise.all(operands.map((value) => this.#read(value)))
    const given = callHostFunction(
      host,
      inputs,
      results.map(({ type }) => type),
    )
    given.forEach((bits, i) => this.#write(results[i]!, bits))
  }

  async #isUp(flag: HostValue): Promise<boolean> {
    return (await this.#read(flag))[0] !== 0
  }

  /** The raw bits of a value; everything encoded before is handed over first. */
  async #read(value: HostValue): Promise<HostArray> {
    this.submit()
    const { shape, dtype } = value.type
    const sizeBytes = sizeOf(shape) * (value.isDense ? sizeBytesOf(dtype) : 4)
    const { buffer, offsetBytes } = this.#rangeOf(value.place, this.#bind().ranges)
    const bytes = await this.#memory.readRange({ buffer, offsetBytes, sizeBytes })
    return value.isDense ? hostView(dtype, bytes, 0, sizeOf(shape)) : fromWords(value, bytes)
  }

  #write({ type, place }: HostValue, bits: HostArray): void {
    const { buffer, offsetBytes } = this.#rangeOf(place, this.#bind().ranges)
    const data = toWords(type, bits)
    this.#memory.device.queue.writeBuffer(buffer, offsetBytes, data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
  }
}
