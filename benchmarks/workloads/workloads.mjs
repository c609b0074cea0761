/** W1-W6: what is measured. A new workload is a row here, and a session in each contender that can run it. */

/** @typedef {import('../types.d.ts').Case} Case */
/** @typedef {{ readonly name: string, readonly title: string, readonly cases: readonly Case[] }} Workload */

const ours = ['neurite-wasm', 'neurite-wasm-1']
const oursAndCpu = [...ours, 'neurite-cpu']
const torchOneThread = ['torch', 'torch-fused']
/** The first contender that answers is the reference of the check. */
const trainers = ['tfjs', 'jax', 'jax-workers']

/** Both sides of a product as they are stored: N plain, T transposed. */
export const transposes = ['NN', 'NT', 'TN', 'TT']
export const matmulSizes = [256, 512, 1024, 1021]

/** @type {(batchSize: number) => Case} */
const trainMlp = (batchSize) => ({
  id: `W1 b${batchSize}`,
  kind: 'train',
  spec: { model: 'mlp', batchSize, dropout: 0 },
  unit: 'step',
  show: batchSize === 32 ? 'per second' : 'milliseconds',
  contenders: [...oursAndCpu, ...trainers, ...torchOneThread, 'keras'],
  tolerance: 2e-3,
})

/** @type {Case} */
const trainCnn = {
  id: 'W2',
  kind: 'train',
  spec: { model: 'cnn', batchSize: 128, dropout: 0.5 },
  unit: 'step',
  show: 'milliseconds',
  contenders: [...ours, ...trainers, 'torch', 'torch-2', 'keras'],
  tolerance: 2e-3,
  // Some take seconds per step.
  mostCheckSteps: 3,
}

/** @type {Case} */
const encoder = {
  id: 'W5',
  kind: 'encoder',
  spec: { width: 128, heads: 4, sequence: 64, batchSize: 16, hidden: 512 },
  unit: 'pass',
  show: 'milliseconds',
  contenders: [...ours, ...trainers, 'torch', 'torch-2'],
  tolerance: 5e-3,
}

/** A case of another workload on WebGPU. @type {(measured: Case) => Case} */
const onGpu = (measured) => ({
  ...measured,
  id: `GPU ${measured.id}`,
  contenders: ['neurite-webgpu', 'tfjs-webgpu', 'jax-webgpu'],
})

/** @type {(model: string, contenders: readonly string[]) => Case} */
const predict = (model, contenders) => ({
  id: `W3 ${model.toUpperCase()}`,
  kind: 'predict',
  // Of a convolutional model some predict less than a hundred per second.
  spec: { model, batchSize: 256, images: model === 'mlp' ? 2048 : 1024 },
  unit: 'image',
  show: 'per second',
  contenders,
  tolerance: 1e-3,
})

/** @type {(size: number, sides: string) => Case} */
const matmul = (size, sides) => ({
  id: `W4 ${size} ${sides}`,
  kind: 'matmul',
  spec: { size, transposeA: sides[0] === 'T', transposeB: sides[1] === 'T' },
  unit: 'GFLOP',
  show: 'per second',
  // The ceiling is timed in the rounds of every case: the machine's speed changes from minute to minute.
  contenders: [
    ...ours,
    'ceiling',
    ...((sides === 'NN' && size !== 1021) || size === 512 ? [...trainers, 'ort', 'ort-1', 'torch'] : []),
  ],
  tolerance: 2e-3,
  mostSliceMs: 300,
})

/** @type {readonly Workload[]} */
export const workloads = [
  {
    name: 'W1',
    title: 'train Dense(784->128, relu), Dense(128->10, softmax): sparse categorical cross-entropy, Adam 1e-3',
    cases: [trainMlp(32), trainMlp(128)],
  },
  {
    name: 'W2',
    title: 'train Conv2D(32, 3, relu), MaxPool, Conv2D(64, 3, relu), MaxPool, Flatten, Dropout(0.5), Dense(10): batch 128',
    cases: [trainCnn],
  },
  {
    name: 'W3',
    title: 'predict in batches of 256',
    cases: [
      predict('mlp', [...oursAndCpu, 'ort', 'ort-1', ...trainers, 'torch', 'keras']),
      predict('cnn', [...ours, 'ort', 'ort-1', ...trainers, 'torch', 'keras']),
    ],
  },
  {
    name: 'W4',
    title: 'matrix products N x N; NT: the second operand is stored transposed',
    cases: matmulSizes.flatMap((size) => transposes.map((sides) => matmul(size, sides))),
  },
  {
    name: 'W5',
    title: 'encoder block (d 128, 4 heads, sequence 64, batch 16, FFN 512): loss and gradients of all weights',
    cases: [encoder],
  },
  {
    name: 'GPU',
    title: 'W1, W2 and W5 on WebGPU, by one Dawn on one adapter: SwiftShader, which computes on the CPU, unless --own-gpu',
    cases: [onGpu(trainMlp(32)), onGpu(trainCnn), onGpu(encoder)],
  },
]

/** W6 starts a process per measurement, so it has no sessions. */
export const startWorkload = {
  name: 'W6',
  title: 'from the start of a process to the end of its first step of W1',
  contenders: ['neurite-wasm', 'neurite-wasm-1', 'neurite-cpu', 'tfjs', 'jax', 'torch', 'keras'],
}
