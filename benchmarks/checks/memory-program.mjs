/**
 * Runs loops, and says what is held after 100 steps and after 1,000: `node --expose-gc memory-program.mjs BACKEND`.
 *
 * They are counted from the 2,000th on: by then the engine has compiled and cached what it will, and has collected often enough that
 * the greatest amount of what waits for it has been there.
 */
import { answer } from '../contenders/serving/serve.mjs'
import { seededNumbers } from '../workloads/seeded-numbers.mjs'

/** Every memory that WebAssembly gets, also those that nobody hands out. @type {WebAssembly.Memory[]} */
const memories = []
WebAssembly.Memory = class extends WebAssembly.Memory {
  /** @param {WebAssembly.MemoryDescriptor} descriptor */
  constructor(descriptor) {
    super(descriptor)
    memories.push(this)
  }
}

// Imported late: the memories are counted from the first on.
const { chooseBackend } = await import('../contenders/neurite/backend.mjs')
const { neurite } = await import('../contenders/neurite/packages.mjs')
const { compile, Dense, liveMemory, Sequential, tensor, Variable, variableGrads } = neurite
const backend = await chooseBackend(process.argv[2] ?? 'wasm')

const warmSteps = 2000
/** When memory is looked at. */
const [early, late] = [warmSteps + 100, warmSteps + 1000]
const stepsPerEpoch = 50
const [batchSize, features, classes] = [32, 64, 10]

/** Collects, and lets finalizers run. */
async function collect() {
  if (!globalThis.gc) throw new Error('internal: started without --expose-gc')
  for (let round = 0; round < 8; round++) {
    globalThis.gc()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

async function usage() {
  // Something else runs in between, so that no register of the engine still holds the loop's last result.
  for (let round = 0; round < 3; round++) {
    const other = tensor([round]).add(1)
    await other.data()
    other.dispose()
    await collect()
  }
  const { bytes, buffers } = liveMemory(backend)
  const wasmBytes = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)
  return { bytes, buffers, wasmBytes, heapBytes: process.memoryUsage().heapUsed }
}

/** A loop: calls `afterStep` with the number of steps done. @typedef {(afterStep: (steps: number) => Promise<void>) => Promise<unknown>} Loop */

/** @param {(index: number) => Promise<unknown>} step @returns {Loop} */
const repeated = (step) => async (afterStep) => {
  for (let index = 0; index < late; index++) {
    await step(index)
    await afterStep(index + 1)
  }
}

const labelsOf = (/** @type {number} */ count) => Int32Array.from({ length: count }, (_, index) => index % classes)

/** @returns {Loop} */
function fit() {
  const images = stepsPerEpoch * batchSize
  const [x, y] = [tensor(seededNumbers(images * features, 1), { shape: [images, features] }), tensor(labelsOf(images))]
  return async (afterStep) => {
    const model = new Sequential([
      new Dense(32, { activation: 'relu', inputShape: [features] }),
      new Dense(classes, { activation: 'softmax' }),
    ])
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] })
    /** @type {import('../../packages/neurite/dist/index.js').Callback} */
    const callback = { onTrainBatchEnd: ({ epoch, step }) => afterStep(stepsPerEpoch * epoch + step) }
    const epochs = late / stepsPerEpoch
    await model.fit(x, y, { batchSize, epochs, verbose: 0, callbacks: [callback] })
  }
}

/** @returns {Loop} */
function handWritten() {
  const weights = new Variable(tensor(seededNumbers(features * classes, 3), { shape: [features, classes] }))
  const images = seededNumbers(batchSize * features, 2)
  const step = compile((/** @type {import('../../packages/neurite/dist/index.js').Tensor} */ x) => {
    const { value, grads } = variableGrads(() => x.matmul(weights.value).square().mean(), [weights])
    const [gradient] = grads
    if (gradient) weights.assign(weights.value.sub(gradient.mul(0.01)))
    return value
  })
  return repeated(() => step(tensor(images, { shape: [batchSize, features] })).item())
}

/** @returns {Loop} */
function undisposed() {
  const x = tensor(seededNumbers(1000, 4))
  return repeated((index) => x.add(index).exp().data())
}

const loops = { fit, 'hand-written loop': handWritten, 'undisposed eager results': undisposed }

/** @type {Record<string, unknown>} */
const seen = {}
for (const [name, open] of Object.entries(loops)) {
  /** @type {Record<number, Awaited<ReturnType<typeof usage>>>} */
  const at = {}
  await open()(async (steps) => {
    if (steps === early || steps === late) at[steps] = await usage()
  })
  seen[name] = { early: at[early], late: at[late] }
}
answer({ value: seen })
process.exit(0)
