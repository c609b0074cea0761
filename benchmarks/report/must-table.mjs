/** All acceptance lines as one table, and how many are met. */
import { table } from './table.mjs'

/** @typedef {import('../types.d.ts').Verdict} Verdict */

/** A process that ended says a lot: its case's table has all of it. @param {string} note */
const firstLine = (note) => {
  const [first = '', ...more] = note.split('\n')
  return more.length > 0 ? `${first} ...` : first
}

/** @param {boolean | undefined} met */
const word = (met) => (met === undefined ? 'not measured' : met ? 'met' : 'NOT MET')

/**
 * @param {readonly Verdict[]} verdicts
 * @param {Readonly<Record<string, string>>} leftOut - parts of a full run that were not run, and how they would be
 * @returns {string}
 */
export function formatMusts(verdicts, leftOut) {
  const rows = verdicts.map(({ must, ours, against, required, reached, met, note }) => [
    must,
    ours,
    against,
    required,
    reached ?? '-',
    `${word(met)}${note && `: ${firstLine(note)}`}`,
  ])
  const absent = Object.entries(leftOut).map(([part, how]) => [part, '', '', '', '-', `not measured: ${how}`])
  const count = (/** @type {boolean | undefined} */ met) => verdicts.filter((each) => each.met === met).length
  const parts = Object.keys(leftOut)
  const sum = `${count(true)} met, ${count(false)} not met, ${count(undefined)} not measured${parts.length > 0 ? `; without ${parts.join(', ')}` : ''}`
  return `${table([['must', 'ours', 'against', 'required', 'reached', ''], ...rows, ...absent])}\n\n  ${sum}`
}
