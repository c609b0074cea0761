/** Trains with `fit` as it is by default, and says what its steps asked of the GPU: `node calls-program.mjs W1`. */
import { callsBetween } from '../../scripts/gpu-calls.mjs'
import { chooseBackend } from '../contenders/neurite/backend.mjs'
import { cnn, mlp } from '../contenders/neurite/models.mjs'
import { neurite } from '../contenders/neurite/packages.mjs'
import { gpuCalls } from '../contenders/serving/gpu.mjs'
import { answer } from '../contenders/serving/serve.mjs'
import { median } from '../harness/statistics.mjs'
import { seededNumbers } from '../workloads/seeded-numbers.mjs'

/** @typedef {import('../../scripts/gpu-calls.mjs').Calls} Calls */

await chooseBackend('webgpu')
const { Add, Dense, input, LayerNormalization, Model, MultiHeadAttention, tensor } = neurite

/** @param {readonly number[]} shape */
const noise = (shape) =>
  tensor(
    seededNumbers(
      shape.reduce((product, extent) => product * extent, 1),
      1,
    ),
    { shape },
  )
const labels = (/** @type {number} */ count) => tensor(Int32Array.from({ length: count }, (_, index) => index % 10))

function encoder() {
  const x = input({ shape: [64, 128] })
  const attended = new LayerNormalization().apply(new Add().apply([x, new MultiHeadAttention(4, 32).apply([x, x])]))
  const hidden = new Dense(128).apply(new Dense(512, { activation: 'relu' }).apply(attended))
  return new Model({ inputs: x, outputs: new LayerNormalization().apply(new Add().apply([attended, hidden])) })
}

/** Steps are counted from the first to the last; those of some are slow on a GPU in software, and all alike. */
const workloads = {
  W1: { make: mlp, shape: [784], isClassifier: true, batchSize: 32, first: 50, last: 150 },
  W2: { make: () => cnn(0.5), shape: [28, 28, 1], isClassifier: true, batchSize: 128, first: 3, last: 6 },
  W5: { make: encoder, shape: [64, 128], isClassifier: false, batchSize: 16, first: 3, last: 6 },
}

const { make, shape, isClassifier, batchSize, first, last } = workloads[/** @type {keyof typeof workloads} */ (process.argv[2])]
const model = make()
model.compile({
  optimizer: 'adam',
  loss: isClassifier ? 'sparseCategoricalCrossentropy' : 'meanSquaredError',
  metrics: isClassifier ? ['accuracy'] : [],
})
const x = noise([batchSize * last, ...shape])
/** @type {Calls[]} */
const seen = []
// The first epoch runs ahead of what is still being compiled.
const onTrainBatchEnd = (/** @type {{ epoch: number, step: number }} */ { epoch, step }) => {
  const calls = gpuCalls()
  if (epoch === 1 && step >= first && calls) seen.push(calls)
}
await model.fit(x, isClassifier ? labels(batchSize * last) : noise([batchSize * last, ...shape]), {
  batchSize,
  epochs: 2,
  verbose: 0,
  callbacks: [{ onTrainBatchEnd }],
})
const steps = seen.slice(1).map((after, index) => callsBetween(seen[index] ?? after, after))
// Now and then a step is followed by a small program that reads the metrics, hence medians.
answer({
  value: {
    dispatches: median(steps.map(({ dispatches }) => dispatches)),
    submits: median(steps.map(({ submits }) => submits)),
    made: steps.reduce((sum, { buffers, bindGroups, pipelines }) => sum + buffers + bindGroups + pipelines, 0),
  },
})
