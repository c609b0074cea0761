/** The acceptance lines of W1-W6: ratios within one run, met or not. */
import { matmulSizes, transposes } from '../workloads/workloads.mjs'
import { shortNumber } from './table.mjs'

/** @typedef {import('../types.d.ts').CaseResult} CaseResult */
/**
 * The rate of ours over theirs has to reach `least`. Where theirs is ours too, at another case, `against` names that.
 *
 * @typedef {object} Must
 * @property {string} id - of the case
 * @property {readonly string[]} ours - the first that was measured
 * @property {readonly string[]} theirs - the fastest of them
 * @property {number} least
 * @property {string} [against]
 */
/** @typedef {import('../types.d.ts').Verdict} Verdict */

const [threads, oneThread] = [['neurite-wasm'], ['neurite-wasm-1']]
/** In Node as it comes, and with workers as in a browser. */
const jaxes = ['jax', 'jax-workers']
const onGpu = ['neurite-webgpu']
/** What a program gets that asks for nothing. */
const byDefault = [...threads, ...oneThread]

/** @type {(id: string, ours: readonly string[], theirs: string | readonly string[], least: number, against?: string) => Must} */
const must = (id, ours, theirs, least, against) => ({
  id,
  ours,
  theirs: typeof theirs === 'string' ? [theirs] : theirs,
  least,
  ...(against === undefined ? {} : { against }),
})

/** @type {readonly Must[]} */
export const musts = [
  must('W1 b32', oneThread, 'keras', 2.8),
  must('W1 b32', threads, 'keras', 4.5),
  must('W1 b32', oneThread, 'torch-fused', 1),
  must('W1 b32', threads, 'torch-fused', 1.7),
  must('W1 b32', oneThread, 'jax', 3.5),
  must('W1 b32', oneThread, 'tfjs', 12),
  must('W1 b128', threads, 'torch-fused', 1),
  must('W1 b128', threads, jaxes, 5),
  must('W2', threads, 'torch-2', 1),
  must('W2', threads, jaxes, 80),
  must('W3 MLP', threads, 'ort', 1),
  must('W3 CNN', threads, 'ort', 1),
  ...matmulSizes.flatMap((size) =>
    transposes.flatMap((sides) => [
      must(`W4 ${size} ${sides}`, oneThread, 'ceiling', 0.8),
      must(`W4 ${size} ${sides}`, threads, 'neurite-wasm-1', 1.9),
    ]),
  ),
  ...transposes.map((sides) => must(`W4 1021 ${sides}`, oneThread, 'neurite-wasm-1', 0.9, `W4 1024 ${sides}`)),
  must('W5', threads, jaxes, 3),
  must('W5', threads, 'tfjs', 25),
  must('W6', byDefault, 'tfjs', 1),
  ...['GPU W1 b32', 'GPU W2'].flatMap((id) => [must(id, onGpu, 'jax-webgpu', 2), must(id, onGpu, 'tfjs-webgpu', 8)]),
]

/** The one with the highest rate; without any, the first. @param {readonly (import('../types.d.ts').Result | undefined)[]} results */
const fastest = (results) => results.reduce((best, each) => ((each?.rate ?? 0) > (best?.rate ?? 0) ? each : best), results[0])

/** `W4` of `W4 256 NN`. @param {string} id */
export const partOf = (id) => id.split(' ')[0] ?? id

/**
 * @param {Must} must
 * @param {readonly CaseResult[]} results
 * @returns {{ ratio?: number, met?: boolean, note: string }}
 */
function judge({ id, ours, theirs, least, against = id }, results) {
  const find = (/** @type {string} */ of, /** @type {string} */ name) =>
    results.find((result) => result.id === of)?.results.find((result) => result.name === name)
  /** Where two cases are compared, the ceiling of each is the clock: the machine's speed changes in between. */
  const clockOf = (/** @type {string} */ of) => find(of, 'ceiling')?.rate ?? 1
  const us = ours.map((name) => find(id, name)).find((result) => result?.rate !== undefined)
  const them = fastest(theirs.map((name) => find(against, name)))
  if (us?.rate === undefined) return { note: `ours: ${find(id, ours[0] ?? '')?.error ?? 'did not take part'}` }
  if (them?.rate === undefined) return { note: them?.error ?? 'did not take part' }
  const ratio = (us.rate / them.rate) * (clockOf(against) / clockOf(id))
  // Being fast at something else counts for nothing.
  const isRight = (us.difference ?? 0) <= (results.find((result) => result.id === id)?.tolerance ?? 0)
  return { ratio, met: isRight && ratio >= least, note: isRight ? '' : 'the results differ' }
}

/** On what ours ran. @param {readonly string[]} ours */
function wordFor(ours) {
  if (ours.includes('neurite-webgpu')) return 'WebGPU'
  return ours.includes('neurite-wasm') ? 'all threads' : '1 thread'
}

/**
 * @param {readonly CaseResult[]} results - musts of cases that were not measured are left out
 * @param {ReadonlyMap<string, { readonly label: string }>} contenders
 * @param {readonly Must[]} [judged]
 * @returns {Verdict[]}
 */
export function judgeMusts(results, contenders, judged = musts) {
  const labelOf = (/** @type {string} */ name) => contenders.get(name)?.label ?? name
  return judged
    .filter(({ id }) => results.some((result) => result.id === id))
    .map((each) => {
      const { id, ours, theirs, against, least } = each
      const { ratio, ...decided } = judge(each, results)
      return {
        part: partOf(id),
        must: id,
        ours: wordFor(ours),
        against: against === undefined ? theirs.map(labelOf).join(' or ') : `itself at ${against}`,
        required: `${least}x`,
        ...(ratio === undefined ? {} : { reached: `${shortNumber(ratio)}x` }),
        ...decided,
      }
    })
}
