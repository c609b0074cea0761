/** W6: starts fresh processes, and takes the time until each says that its first step is done. */
import { Child } from './child.mjs'
import { bearableMs, fewRounds } from './measure-case.mjs'
import { median, relativeDifference, rotated } from './statistics.mjs'

/** @typedef {import('../types.d.ts').Contender} Contender */

/**
 * @param {Contender} contender
 * @param {string} folder
 * @returns {Promise<{ milliseconds: number, loss: readonly number[] }>}
 */
async function startOnce({ start = [], environment }, folder) {
  const began = performance.now()
  const child = new Child([...start, folder], environment)
  try {
    const loss = await child.answer()
    return { milliseconds: performance.now() - began, loss }
  } finally {
    await child.close()
  }
}

/**
 * @param {readonly Contender[]} contenders
 * @param {string} folder - of the arrays
 * @param {number} rounds
 * @returns {Promise<import('../types.d.ts').CaseResult>}
 */
export async function measureStarts(contenders, folder, rounds) {
  const lanes = contenders.map((contender) => ({
    contender,
    error: contender.missing,
    rates: /** @type {number[]} */ ([]),
    loss: /** @type {readonly number[]} */ ([]),
    rounds,
  }))
  // The first round fills the file cache, and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const lane of rotated(lanes, round)) {
      if (lane.error !== undefined || round > lane.rounds) continue
      try {
        const { milliseconds, loss } = await startOnce(lane.contender, folder)
        lane.loss = loss
        if (round > 0) lane.rates.push(1000 / milliseconds)
        else if (milliseconds > bearableMs) lane.rounds = Math.min(rounds, fewRounds)
      } catch (error) {
        lane.error = error instanceof Error ? error.message : String(error)
      }
    }
  }
  const reference = lanes.find(({ loss }) => loss.length > 0)?.loss
  return {
    id: 'W6',
    unit: 'start',
    show: 'milliseconds',
    tolerance: 1e-4,
    results: lanes.map(({ contender, error, rates, loss }) => ({
      name: contender.name,
      label: contender.label,
      rates,
      rate: median(rates),
      difference: reference && loss.length > 0 ? relativeDifference(reference, loss) : undefined,
      checked: loss[0] === undefined ? undefined : [loss[0], loss[0]],
      error,
    })),
  }
}
