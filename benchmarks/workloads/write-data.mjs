/** Writes what all contenders start from: images, labels, initial weights made by ours, operands. */
import { writeArrays } from '../contenders/serving/arrays.mjs'
import { weightNames } from '../contenders/serving/images.mjs'
import { encoderBlock } from '../contenders/neurite/encoder-block.mjs'
import { cnn, mlp } from '../contenders/neurite/models.mjs'
import { datasets, neurite } from '../contenders/neurite/packages.mjs'
import { seededNumbers } from './seeded-numbers.mjs'
import { matmulSizes, workloads } from './workloads.mjs'

/** @typedef {Record<string, { data: Float32Array | Int32Array | Uint8Array, shape: readonly number[] }>} Named */

/** @param {string | undefined} fashion - folder of IDX files */
async function images(fashion) {
  const { train } = await (fashion === undefined
    ? datasets.mnist.load()
    : datasets.fashionMnist.load({ source: { folder: fashion } }))
  const pixels = await train.x.data()
  const labels = await train.y.data()
  return {
    'train.bytes': { data: Uint8Array.from(pixels, (value) => Math.round(Number(value) * 255)), shape: train.x.shape },
    'train.labels': { data: Int32Array.from(labels, Number), shape: train.y.shape },
  }
}

/**
 * @param {string} model
 * @param {readonly import('../../packages/neurite/dist/index.js').Variable[]} variables
 */
async function weights(model, variables) {
  /** @type {Named} */
  const named = {}
  for (const [index, name] of (weightNames[model] ?? []).entries()) {
    const variable = variables[index]
    if (!variable) throw new Error(`internal: ${model} has no weight ${name}`)
    named[`${model}.${name}`] = { data: Float32Array.from(await variable.data(), Number), shape: variable.shape }
  }
  return named
}

function operands() {
  /** @type {Named} */
  const named = {}
  for (const size of matmulSizes) {
    // Small enough that sums of products stay near 1.
    const scale = Math.sqrt(3 / size)
    named[`matmul.a.${size}`] = { data: seededNumbers(size * size, size).map((x) => x * scale), shape: [size, size] }
    named[`matmul.b.${size}`] = { data: seededNumbers(size * size, size + 1), shape: [size, size] }
  }
  return named
}

function encoderInputs() {
  const spec = workloads.find(({ name }) => name === 'W5')?.cases[0]?.spec
  const { batchSize, sequence, width } = /** @type {{ batchSize: number, sequence: number, width: number }} */ (spec)
  const shape = [batchSize, sequence, width]
  const size = batchSize * sequence * width
  return {
    'encoder.x': { data: seededNumbers(size, 1), shape },
    'encoder.target': { data: seededNumbers(size, 2), shape },
  }
}

/**
 * @param {string} folder
 * @param {string | undefined} fashion
 */
export async function writeData(folder, fashion) {
  neurite.setRandomSeed(0)
  writeArrays(folder, {
    ...(await images(fashion)),
    ...(await weights('mlp', mlp().weights)),
    ...(await weights('cnn', cnn(0).weights)),
    ...(await weights('encoder', encoderBlock({ heads: 4, width: 128, hidden: 512 }).variables)),
    ...operands(),
    ...encoderInputs(),
  })
}
