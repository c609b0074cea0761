/** The options of `pnpm bench`. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { checks } from '../checks/checks.mjs'
import { startWorkload, workloads } from '../workloads/workloads.mjs'

export const help = `pnpm bench [micro] [options]

  --only W1,size    parts: W1-W6, GPU, calls, memory, size, accuracy; default: all
  --peers tfjs,jax  families of peers: tfjs, jax, onnxruntime, torch, keras, or none; default: all that are there
  --rounds N        slices per contender, default 5 (2 with --quick)
  --quick           short slices and no accuracy: shows that everything runs, not how fast
  --accuracy        with --quick or --only: accuracy as well, which takes minutes
  --threads N       threads of "all threads", default: those of this machine
  --python PATH     an interpreter with PyTorch and/or TensorFlow and Keras
  --fashion FOLDER  Fashion-MNIST's IDX files, instead of the embedded digits; for accuracy, beside them
  --own-gpu         WebGPU on this machine's own GPU, instead of the one in software that comes with the tests
  --json FILE       writes everything that was measured
  --help

pnpm bench micro times single kernels of ours against the machine's ceilings; of the options it takes --rounds, --quick, --threads,
--json, and --only with a part of a name.`

/** @typedef {ReturnType<typeof readOptions>} Options */

/**
 * @param {string | undefined} text
 * @returns {string[] | undefined}
 */
const list = (text) =>
  text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/**
 * @param {string} name
 * @param {string | undefined} text
 */
function count(name, text) {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`bench: --${name} is ${text}; pass a whole number from 1`)
  return value
}

/**
 * @param {string} name - of the option
 * @param {readonly string[] | undefined} given
 * @param {readonly string[]} known
 */
function checkNames(name, given, known) {
  const odd = given?.find((each) => !known.includes(each))
  if (odd !== undefined) throw new Error(`bench: --${name} names ${odd}; there are ${known.join(', ')}`)
}

const families = ['tfjs', 'jax', 'onnxruntime', 'torch', 'keras', 'none']
const costly = 'accuracy'

/** What a run is made of, in the order of the report. */
export const partNames = [...workloads, startWorkload, ...checks].map(({ name }) => name)

/** @param {{ only: readonly string[] | undefined, quick: boolean, accuracy: boolean }} options */
const partsOf = ({ only, quick, accuracy }) =>
  partNames.filter((name) => (name === costly && accuracy) || (only ? only.includes(name) : !quick || name !== costly))

/**
 * @param {readonly string[]} args
 * @throws Error with what is wrong, for people
 */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      peers: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      accuracy: { type: 'boolean', default: false },
      threads: { type: 'string' },
      python: { type: 'string' },
      fashion: { type: 'string' },
      'own-gpu': { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const [mode = 'peers', ...more] = positionals
  if ((mode !== 'peers' && mode !== 'micro') || more.length > 0)
    throw new Error(`bench: got ${positionals.join(' ')}; there is only "micro"`)
  const only = list(values.only)
  const peers = list(values.peers)
  if (mode === 'peers') checkNames('only', only, partNames)
  checkNames('peers', peers, families)
  return {
    mode,
    only,
    parts: partsOf({ ...values, only }),
    peers,
    effort: {
      rounds: count('rounds', values.rounds) ?? (values.quick ? 2 : 5),
      sliceMs: values.quick ? 100 : 1000,
      checkSteps: values.quick ? 2 : 20,
      warmCalls: 64,
      warmMs: values.quick ? 2000 : 5000,
      hopelessMs: values.quick ? 3000 : 10_000,
    },
    quick: values.quick,
    threads: count('threads', values.threads) ?? availableParallelism(),
    python: values.python,
    fashion: values.fashion,
    ownGpu: values['own-gpu'],
    json: values.json,
    help: values.help,
  }
}
