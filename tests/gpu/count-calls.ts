/** Counts what is asked of a device, by wrapping its methods. */

/** How often a device was asked for each. */
export interface Calls {
  dispatches: number
  submits: number
  buffers: number
  bindGroups: number
  pipelines: number
  writes: number
  copies: number
}

const none = (): Calls => ({ dispatches: 0, submits: 0, buffers: 0, bindGroups: 0, pipelines: 0, writes: 0, copies: 0 })

/** The counts since the device was wrapped; they go on changing. */
export function countCalls(device: GPUDevice): Calls {
  const calls = none()
  const wrap = <T extends object, K extends keyof T>(target: T, name: K, count: (result: unknown) => void): void => {
    const original = target[name] as unknown as (...args: unknown[]) => unknown
    Object.defineProperty(target, name, {
      value: (...args: unknown[]) => {
        const result = original.apply(target, args)
        count(result)
        return result
      },
    })
  }
  wrap(device, 'createBuffer', () => (calls.buffers += 1))
  wrap(device, 'createBindGroup', () => (calls.bindGroups += 1))
  wrap(device, 'createComputePipeline', () => (calls.pipelines += 1))
  wrap(device, 'createComputePipelineAsync', () => (calls.pipelines += 1))
  wrap(device, 'createCommandEncoder', (encoder) => {
    const commands = encoder as GPUCommandEncoder
    wrap(commands, 'copyBufferToBuffer', () => (calls.copies += 1))
    wrap(commands, 'beginComputePass', (pass) => {
      wrap(pass as GPUComputePassEncoder, 'dispatchWorkgroups', () => (calls.dispatches += 1))
      wrap(pass as GPUComputePassEncoder, 'dispatchWorkgroupsIndirect', () => (calls.dispatches += 1))
    })
  })
  const { queue } = device
  wrap(queue, 'submit', () => (calls.submits += 1))
  wrap(queue, 'writeBuffer', () => (calls.writes += 1))
  return calls
}

/** What was asked between two moments. */
export const callsBetween = (before: Calls, after: Calls): Calls =>
  Object.fromEntries(
    Object.entries(after).map(([name, count]) => [name, count - before[name as keyof Calls]]),
  ) as unknown as Calls
