/** One case as a table: a row per contender. */
import { shortNumber, table } from './table.mjs'

/** @typedef {import('../types.d.ts').CaseResult} CaseResult */
/** @typedef {import('../types.d.ts').Result} Result */

/** @param {CaseResult} measured */
const titleOf = ({ unit, show }) => {
  if (show === 'milliseconds') return `ms per ${unit}`
  return unit === 'GFLOP' ? 'GFLOP/s' : `${unit}s per s`
}

/** @param {number} rate @param {CaseResult['show']} show */
const figure = (rate, show) => shortNumber(show === 'milliseconds' ? 1000 / rate : rate)

/** @param {readonly number[]} rates @param {number} middle */
const spread = (rates, middle) =>
  rates.length < 2 ? '' : `±${Math.round((50 * (Math.max(...rates) - Math.min(...rates))) / middle)}%`

/** @param {Result} result @param {number} tolerance */
export function agreement({ difference }, tolerance) {
  if (difference === undefined) return ''
  return difference <= tolerance ? 'agrees' : `DIFFERS ${difference.toExponential(0)}`
}

/** @param {Result} result */
const compiles = ({ compiles: all, compilesWhileTimed: timed }) => {
  if (all === undefined) return ''
  return timed ? `${all} (${timed} TIMED)` : String(all)
}

/** @type {readonly (readonly [title: string, name: keyof import('../../scripts/gpu-calls.mjs').Calls])[]} */
const counted = [
  ['dispatches', 'dispatches'],
  ['submits', 'submits'],
  ['buffers', 'buffers'],
  ['bind groups', 'bindGroups'],
  ['pipelines', 'pipelines'],
  ['writes', 'writes'],
  ['copies', 'copies'],
]

/**
 * What a unit asks of the GPU; nothing where there is none.
 *
 * @param {CaseResult} measured
 */
function callsTable({ id, unit, results }) {
  const rows = results.flatMap(({ label, calls }) =>
    calls ? [[label, ...counted.map(([, name]) => shortNumber(Math.round(calls[name] * 100) / 100)), '']] : [],
  )
  return rows.length === 0 ? '' : `\n${table([[`${id}, per ${unit}`, ...counted.map(([title]) => title), ''], ...rows])}`
}

/**
 * @param {CaseResult} measured
 * @returns {string}
 */
export function formatCase(measured) {
  const { id, show, tolerance, results } = measured
  // How many times as fast ours is: the fastest of ours that was measured.
  const best = Math.max(...results.filter(({ name }) => name.startsWith('neurite')).map(({ rate = 0 }) => rate))
  const rows = results.map((result) => {
    const { label, rate, rates, error, checked } = result
    if (rate === undefined) return [label, '-', error ?? 'not measured']
    return [
      label,
      figure(rate, show),
      spread(rates, rate),
      String(rates.length),
      best > 0 ? `${shortNumber(best / rate)}x` : '',
      checked ? `${checked[0].toPrecision(5)} ${checked[1].toPrecision(5)}` : '',
      agreement(result, tolerance),
      compiles(result),
      ...(error === undefined ? [] : [error]),
    ]
  })
  return table([
    [id, titleOf(measured), 'spread', 'slices', 'ours / it', 'checked: first last', '', 'compiles'],
    // A reason may be long: it is no column.
    ...rows.filter((row) => row[1] !== '-'),
  ]).concat(...rows.filter((row) => row[1] === '-').map(([label, , reason]) => `\n  ${label}: ${reason}`), callsTable(measured))
}
