/** Measures one case: all contenders are checked and warmed, then take one slice per round, in an order that rotates. */
import { callsBetween } from '../../scripts/gpu-calls.mjs'
import { median, relativeDifference, rotated } from './statistics.mjs'

/** @typedef {import('../types.d.ts').Case} Case */
/** @typedef {import('../types.d.ts').Contender} Contender */
/** @typedef {import('../types.d.ts').Effort} Effort */
/** @typedef {import('../types.d.ts').Facts} Facts */
/** @typedef {import('../types.d.ts').Result} Result */
/** @typedef {import('../types.d.ts').Slice} Slice */
/** @typedef {{ ask(command: Readonly<Record<string, unknown>>): Promise<any> }} Asked */

/** A slice of one unit that takes longer than this is repeated only a few times. */
export const bearableMs = 3000
export const fewRounds = 2

/** One contender in one case. */
class Lane {
  contender
  /** @type {readonly number[] | undefined} */
  checked
  /** @type {number[]} */
  rates = []
  /** @type {string | undefined} */
  error
  /** @type {Facts} */
  facts = {}
  /** @type {Facts} */
  warmFacts = {}
  amount = 1
  rounds = Infinity
  /** @type {Asked | undefined} */
  #child

  /**
   * @param {Contender} contender
   * @param {Asked | undefined} child
   */
  constructor(contender, child) {
    this.contender = contender
    this.#child = child
    this.error = contender.missing
  }

  /**
   * Runs something with the process; a failure ends this contender's part in the case, and nobody else's.
   *
   * @param {(child: Asked) => Promise<void>} what
   */
  async attempt(what) {
    if (this.error !== undefined || !this.#child) return
    try {
      await what(this.#child)
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error)
    }
  }

  /** @param {Case} measured @param {Effort} effort */
  open({ kind, spec, mostCheckSteps = Infinity }, effort) {
    return this.attempt(async (child) => {
      const checkSteps = Math.min(effort.checkSteps, mostCheckSteps)
      await child.ask({ call: 'open', kind, spec: { ...spec, checkSteps } })
      this.checked = await child.ask({ call: 'check' })
    })
  }

  /**
   * Runs slices until their length settles, and enough of them: what compiles does so here, and pools of threads find out whether
   * they pay. The last is as long as those that count.
   *
   * @param {Effort} effort
   */
  warm({ sliceMs, rounds, warmCalls, warmMs, hopelessMs }) {
    return this.attempt(async (child) => {
      const warmed = { calls: 0, milliseconds: 0 }
      const isWarm = () => warmed.calls >= warmCalls || warmed.milliseconds >= warmMs
      const run = async (/** @type {number} */ amount) => {
        const { milliseconds } = await slice(child, amount)
        warmed.calls += amount
        warmed.milliseconds += milliseconds
        return milliseconds / amount
      }
      const firstMs = await run(1)
      const isHopeless = firstMs > hopelessMs
      const secondMs = isHopeless ? firstMs : await run(1)
      const trial = amountFor(sliceMs / 4, secondMs)
      const unitMs = trial > 1 ? await run(trial) : secondMs
      this.amount = amountFor(sliceMs, unitMs)
      if (this.amount > 1) await run(this.amount)
      while (!isWarm()) await run(this.amount)
      this.rounds = Math.min(rounds, isHopeless ? 1 : unitMs > bearableMs ? fewRounds : rounds)
      this.warmFacts = await child.ask({ call: 'facts' })
    })
  }

  /** @param {number} round */
  run(round) {
    if (round >= this.rounds) return Promise.resolve()
    return this.attempt(async (child) => {
      const { milliseconds, done } = await slice(child, this.amount)
      this.rates.push((done / milliseconds) * 1000)
    })
  }

  close() {
    return this.attempt(async (child) => {
      this.facts = await child.ask({ call: 'facts' })
      await child.ask({ call: 'close' })
    })
  }

  /** @param {readonly number[] | undefined} reference @returns {Result} */
  result(reference) {
    const { contender, rates, error, checked, facts, warmFacts } = this
    const [compiles, warmCompiles] = [facts.compiles, warmFacts.compiles]
    const [first, last] = [checked?.[0], checked?.at(-1)]
    return {
      name: contender.name,
      label: contender.label,
      rates,
      rate: median(rates),
      difference: checked?.length && reference ? relativeDifference(reference, checked) : undefined,
      checked: first === undefined || last === undefined ? undefined : [first, last],
      compiles,
      compilesWhileTimed: compiles === undefined || warmCompiles === undefined ? undefined : compiles - warmCompiles,
      calls: callsPerUnit(warmFacts, facts, rates.length * this.amount),
      error,
    }
  }
}

/** @param {Facts} before @param {Facts} after @param {number} units */
function callsPerUnit({ calls: before }, { calls: after }, units) {
  if (!before || !after || units === 0) return undefined
  const perUnit = Object.entries(callsBetween(before, after)).map(([name, count]) => [name, count / units])
  return /** @type {import('../../scripts/gpu-calls.mjs').Calls} */ (Object.fromEntries(perUnit))
}

/** @param {Asked} child @param {number} amount @returns {Promise<Slice>} */
const slice = (child, amount) => child.ask({ call: 'slice', amount })

/** @param {number} sliceMs @param {number} unitMs */
const amountFor = (sliceMs, unitMs) => Math.max(1, Math.round(sliceMs / Math.max(unitMs, 1e-4)))

/**
 * @param {Case} measured
 * @param {readonly { contender: Contender, child: Asked | undefined }[]} taking - in the order of the report
 * @param {Effort} effort
 * @param {(text: string) => void} [progress]
 * @returns {Promise<import('../types.d.ts').CaseResult>}
 */
export async function measureCase(measured, taking, effort, progress = () => {}) {
  const lanes = taking.map(({ contender, child }) => new Lane(contender, child))
  const lasting = { ...effort, sliceMs: Math.min(effort.sliceMs, measured.mostSliceMs ?? Infinity) }
  for (const lane of lanes) {
    if (lane.error === undefined) progress(`${measured.id}: ${lane.contender.label} warms up`)
    await lane.open(measured, effort)
    await lane.warm(lasting)
  }
  for (let round = 0; round < effort.rounds; round++) {
    progress(`${measured.id}: round ${round + 1} of ${effort.rounds}`)
    for (const lane of rotated(lanes, round)) await lane.run(round)
  }
  for (const lane of lanes) await lane.close()
  const reference = lanes.find(({ checked }) => checked && checked.length > 0)?.checked
  const { id, unit, show, tolerance } = measured
  return { id, unit, show, tolerance, results: lanes.map((lane) => lane.result(reference)) }
}
