/** Counts what is asked of a GPU device, by wrapping its methods. */

/**
 * How often a device was asked for each.
 *
 * @typedef {{ dispatches: number, submits: number, buffers: number, bindGroups: number, pipelines: number, writes: number, copies: number }} Calls
 */

/** @returns {Calls} */
const none = () => ({ dispatches: 0, submits: 0, buffers: 0, bindGroups: 0, pipelines: 0, writes: 0, copies: 0 })

/**
 * Has something done with every result of a method.
 *
 * @template {object} T
 * @param {T} target
 * @param {keyof T & string} name
 * @param {(result: any) => unknown} look
 */
function wrap(target, name, look) {
  const original = /** @type {(...args: unknown[]) => unknown} */ (target[name])
  Object.defineProperty(target, name, {
    value: (/** @type {unknown[]} */ ...args) => {
      const result = original.apply(target, args)
      look(result)
      return result
    },
  })
}

/**
 * The counts since the device was wrapped; they go on changing.
 *
 * @param {GPUDevice} device
 * @param {Calls} [calls] - counted on
 */
export function countCalls(device, calls = none()) {
  wrap(device, 'createBuffer', () => (calls.buffers += 1))
  wrap(device, 'createBindGroup', () => (calls.bindGroups += 1))
  wrap(device, 'createComputePipeline', () => (calls.pipelines += 1))
  wrap(device, 'createComputePipelineAsync', () => (calls.pipelines += 1))
  wrap(device, 'createCommandEncoder', (/** @type {GPUCommandEncoder} */ encoder) => {
    wrap(encoder, 'copyBufferToBuffer', () => (calls.copies += 1))
    wrap(encoder, 'beginComputePass', (/** @type {GPUComputePassEncoder} */ pass) => {
      wrap(pass, 'dispatchWorkgroups', () => (calls.dispatches += 1))
      wrap(pass, 'dispatchWorkgroupsIndirect', () => (calls.dispatches += 1))
    })
  })
  wrap(device.queue, 'submit', () => (calls.submits += 1))
  wrap(device.queue, 'writeBuffer', () => (calls.writes += 1))
  return calls
}

/**
 * The counts of all devices that are made from now on.
 *
 * @param {GPU} gpu
 */
export function countDevices(gpu) {
  const calls = none()
  const { requestAdapter } = gpu
  Object.defineProperty(gpu, 'requestAdapter', {
    value: async (/** @type {GPURequestAdapterOptions} */ options) => {
      const adapter = await requestAdapter.call(gpu, options)
      if (!adapter) return adapter
      const { requestDevice } = adapter
      Object.defineProperty(adapter, 'requestDevice', {
        value: async (/** @type {GPUDeviceDescriptor} */ descriptor) => {
          const device = await requestDevice.call(adapter, descriptor)
          countCalls(device, calls)
          return device
        },
      })
      return adapter
    },
  })
  return calls
}

/**
 * What was asked between two moments.
 *
 * @param {Calls} before
 * @param {Calls} after
 * @returns {Calls}
 */
export const callsBetween = (before, after) =>
  /** @type {Calls} */ (
    Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - before[/** @type {keyof Calls} */ (name)]]))
  )
