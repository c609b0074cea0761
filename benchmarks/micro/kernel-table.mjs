/** All kernels as one table: rates, and the share of the ceiling that one thread reaches. */
import { agreement } from '../report/case-table.mjs'
import { shortNumber, table } from '../report/table.mjs'

/** @typedef {import('../types.d.ts').CaseResult} CaseResult */

/**
 * @param {readonly CaseResult[]} cases
 * @returns {string}
 */
export function formatKernels(cases) {
  const rows = cases.map(({ id, unit, results, tolerance }) => {
    const find = (/** @type {string} */ name) => results.find((result) => result.name === name)
    const [all, one, ceiling] = ['neurite-wasm', 'neurite-wasm-1', 'ceiling'].map((name) => find(name)?.rate)
    const figure = (/** @type {number | undefined} */ rate) => (rate === undefined ? '-' : shortNumber(rate))
    const share = one === undefined || ceiling === undefined ? '-' : `${Math.round((100 * one) / ceiling)}%`
    const speedUp = one === undefined || all === undefined ? '-' : `${shortNumber(all / one)}x`
    const failure = [find('neurite-wasm-1')?.error, ...results.map((result) => agreement(result, tolerance))]
    const remark = failure.find((text) => text !== undefined && text !== '' && text !== 'agrees') ?? ''
    return [id, `${unit}/s`, figure(one), share, figure(ceiling), figure(all), speedUp, remark]
  })
  return table([['kernel', '', '1 thread', 'of ceiling', 'ceiling', 'all threads', '', ''], ...rows])
}
