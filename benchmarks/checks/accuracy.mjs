/** Accuracy: trains the models of apps/mnist as `pnpm mnist evaluate` does, and reads what it prints. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../apps/mnist/dist/cli.js', import.meta.url))

/**
 * @typedef {object} Training
 * @property {string} must
 * @property {'mnist' | 'fashion-mnist'} dataset
 * @property {'mlp' | 'cnn'} model
 * @property {number} epochs
 * @property {readonly number[]} seeds
 * @property {number} least
 */

/** All images that are there to train are trained on, in batches of 32. @type {readonly Training[]} */
export const trainings = [
  { must: 'digits MLP, 10 epochs', dataset: 'mnist', model: 'mlp', epochs: 10, seeds: [0, 1, 2], least: 0.945 },
  { must: 'digits CNN, 12 epochs', dataset: 'mnist', model: 'cnn', epochs: 12, seeds: [0, 1, 2], least: 0.972 },
  { must: 'Fashion-MNIST MLP, 10 epochs', dataset: 'fashion-mnist', model: 'mlp', epochs: 10, seeds: [0], least: 0.868 },
  { must: 'Fashion-MNIST CNN, 5 epochs', dataset: 'fashion-mnist', model: 'cnn', epochs: 5, seeds: [0], least: 0.87 },
]

/**
 * What a person would write after `pnpm mnist`.
 *
 * @param {Training} training
 * @param {string | undefined} fashion - the folder of its files
 */
export const argumentsFor = ({ dataset, model, epochs, seeds }, fashion) => {
  const common = `evaluate --model ${model} --epochs ${epochs} --seeds ${seeds.join(',')} --validation-split 0`.split(' ')
  return dataset === 'mnist' || fashion === undefined ? common : [...common, '--dataset', dataset, '--data-dir', fashion]
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<string>} its standard output
 */
function run(args) {
  const child = spawn(process.execPath, [program, ...args, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [printed, complaint] = ['', '']
  child.stdout.on('data', (chunk) => (printed += chunk))
  child.stderr.on('data', (chunk) => (complaint += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(printed) : reject(new Error(complaint.trim() || `the trainer ended with ${code}`)),
    )
  })
}

/**
 * @param {string} printed - a line of JSON per seed, then one for their mean
 * @returns {{ mean: number, all: number[] }}
 */
export function readAccuracies(printed) {
  const lines = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { mean: lines.at(-1).accuracy, all: lines.slice(0, -1).map(({ accuracy }) => accuracy) }
}

/** @param {number} accuracy */
const figure = (accuracy) => accuracy.toFixed(4)

/** @type {import('../types.d.ts').Check} */
export const accuracyCheck = {
  name: 'accuracy',
  title: 'on the test images, mean of the seeds',
  async judge({ fashion }, progress, print) {
    const verdicts = []
    for (const training of trainings) {
      const { must, dataset, seeds, least } = training
      const row = {
        part: 'accuracy',
        must: `accuracy: ${must}`,
        ours: `seeds ${seeds.join(', ')}`,
        against: '',
        required: String(least),
      }
      if (dataset === 'fashion-mnist' && fashion === undefined) {
        verdicts.push({ ...row, note: 'name the folder of its files with --fashion' })
        continue
      }
      const args = argumentsFor(training, fashion)
      progress(`accuracy: ${must}`)
      try {
        const { mean, all } = readAccuracies(await run(args))
        progress('')
        print(`  ${must}: ${all.map(figure).join(', ')} (pnpm mnist ${args.join(' ')})`)
        verdicts.push({ ...row, reached: figure(mean), met: mean >= least, note: '' })
      } catch (error) {
        verdicts.push({ ...row, note: error instanceof Error ? error.message : String(error) })
      }
    }
    return verdicts
  },
}
