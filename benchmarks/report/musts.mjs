/** The acceptance lines of W1-W6: ratios within one run, met or not. */
import { isMicroKernel } from '../contenders/ceiling/label.mjs'
import { matmulSizes, transposes } from '../workloads/workloads.mjs'
import { shortNumber, table } from './table.mjs'

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
/** @typedef {Must & { ratio: number | undefined, met: boolean | undefined, note: string }} Verdict */

const [threads, oneThread] = [['neurite-wasm'], ['neurite-wasm-1']]
/** In Node as it comes, and with workers as in a browser. */
const jaxes = ['jax', 'jax-workers']
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
]

/** The one with the highest rate; without any, the first. @param {readonly (import('../types.d.ts').Result | undefined)[]} results */
const fastest = (results) => results.reduce((best, each) => ((each?.rate ?? 0) > (best?.rate ?? 0) ? each : best), results[0])

/**
 * @param {readonly CaseResult[]} results - cases that were not measured are left out
 * @param {readonly Must[]} [judged]
 * @param {boolean} [isCeilingReal] - a ratio to a stand-in decides nothing
 * @returns {Verdict[]} those of measured cases
 */
export function judgeMusts(results, judged = musts, isCeilingReal = isMicroKernel) {
  const find = (/** @type {string} */ id, /** @type {string} */ name) =>
    results.find((result) => result.id === id)?.results.find((result) => result.name === name)
  /** Where two cases are compared, the ceiling of each is the clock: the machine's speed changes in between. */
  const clockOf = (/** @type {string} */ id) => find(id, 'ceiling')?.rate ?? 1
  return judged
    .filter(({ id }) => results.some((result) => result.id === id))
    .map((each) => {
      const { id, theirs, least, against = id } = each
      const us = each.ours.map((name) => find(id, name)).find((result) => result?.rate !== undefined)
      const them = fastest(theirs.map((name) => find(against, name)))
      if (us?.rate === undefined || them?.rate === undefined) {
        const ours = find(id, each.ours[0] ?? '')?.error ?? 'did not take part'
        return { ...each, ratio: undefined, met: undefined, note: us ? (them?.error ?? 'did not take part') : `ours: ${ours}` }
      }
      const ratio = (us.rate / them.rate) * (clockOf(against) / clockOf(id))
      if (theirs.includes('ceiling') && !isCeilingReal)
        return { ...each, ratio, met: undefined, note: 'the ceiling is a stand-in' }
      // Being fast at something else counts for nothing.
      const tolerance = results.find((result) => result.id === id)?.tolerance ?? 0
      const isRight = (us.difference ?? 0) <= tolerance
      return { ...each, ratio, met: isRight && ratio >= least, note: isRight ? '' : 'the results differ' }
    })
}

/** @param {boolean | undefined} met */
const verdict = (met) => (met === undefined ? 'not measured' : met ? 'met' : 'NOT MET')

/**
 * @param {readonly Verdict[]} verdicts
 * @param {ReadonlyMap<string, { readonly label: string }>} contenders
 * @returns {string}
 */
export function formatMusts(verdicts, contenders) {
  const labelOf = (/** @type {string} */ name) => contenders.get(name)?.label ?? name
  const rows = verdicts.map(({ id, ours, theirs, against, least, ratio, met, note }) => [
    id,
    ours.includes('neurite-wasm') ? 'all threads' : '1 thread',
    against === undefined ? theirs.map(labelOf).join(' or ') : `itself at ${against}`,
    `${least}x`,
    ratio === undefined ? '-' : `${shortNumber(ratio)}x`,
    `${verdict(met)}${note && `: ${note}`}`,
  ])
  const count = (/** @type {boolean | undefined} */ met) => verdicts.filter((each) => each.met === met).length
  const sum = `${count(true)} met, ${count(false)} not met, ${count(undefined)} not measured`
  return `${table([['must', 'ours', 'against', 'least', 'reached', ''], ...rows])}\n\n  ${sum}`
}
