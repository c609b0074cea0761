/** Counts what is asked of a GPU device, by wrapping its methods. */

/**
 * How often a device was asked for each.
 *
 * @typedef {{ dispatches: number, submits: number, buffers: number, bindGroups: number, pipelines: number, writes: number, copies: number }} Calls
 */

/** @returns {Calls} */
const none = () => ({ dispatches: 0, submits: 0, buffers: 0, bindGroups: 0, pipelines: 0, writes: 0, copies: 0 })

/**
 * Shows every result of a method to a function, before the caller gets it.
 *
 * @template {object} T
 * @template {keyof T & string} K
 * @param {T} target
 * @param {K} name
 * @param {(result: T[K] extends (...args: never[]) => infer R ? R : never) => void} look
 */
function wrap(target, name, look) {
  const original = /** @type {(...args: unknown[]) => Parameters<typeof look>[0]} */ (target[name])
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
  wrap(device, 'createCommandEncoder', (encoder) => {
    wrap(encoder, 'copyBufferToBuffer', () => (calls.copies += 1))
    wrap(encoder, 'beginComputePass', (pass) => {
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
  // Who asked is told of failures.
  const ignore = () => {}
  wrap(gpu, 'requestAdapter', (asked) => {
    void asked.then((adapter) => {
      if (adapter) wrap(adapter, 'requestDevice', (made) => void made.then((device) => countCalls(device, calls), ignore))
    }, ignore)
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
