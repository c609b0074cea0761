/** Writes the values of each epoch into a file. */
import { ArgumentError } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import { describeValue } from '../options/describe-value.ts'
import type { Logs } from '../training/epoch-record.ts'
import { validationName } from '../training/validation-name.ts'
import type { Callback, EpochEndEvent } from './callback.ts'

/** Options of `CSVLogger`. */
export interface CSVLoggerOptions {
  /** What stands between values. Default `,`. */
  readonly separator?: string | undefined
  /** Go on with a file that is there. Default false: begin anew. */
  readonly append?: boolean | undefined
}

/** A value as a field: in quotes where it holds the separator, quotes or line ends. @source RFC 4180 */
const field = (value: string, separator: string): string =>
  value.includes(separator) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

/** The values in order. Where the first epoch was not validated, and later ones will be, their values have a place already. */
function namesOf(logs: Logs, validates: boolean): readonly string[] {
  const names = Object.keys(logs).sort()
  const isMissing = validates && !names.some((name) => names.includes(validationName(name)))
  return isMissing ? [...names, ...names.map(validationName)] : names
}

/**
 * Writes a line per epoch: its number from 0, then its values in the order of their names.
 *
 * @param path - in Node, Deno and Bun; its folder is made where it is missing
 * @throws ArgumentError when an option is unknown
 * @example
 * ```ts
 * await model.fit(x, y, { epochs: 5, callbacks: [new CSVLogger('log.csv')] })
 * ```
 */
export class CSVLogger implements Callback {
  readonly #path: string
  readonly #separator: string
  readonly #appends: boolean
  #names: readonly string[] | undefined
  #needsHeader = true

  constructor(path: string, options: CSVLoggerOptions = {}) {
    if (typeof path !== 'string' || path === '') throw new ArgumentError(`CSVLogger: expected a path, got ${describeValue(path)}`)
    const { separator = ',', append = false } = checkOptions('CSVLogger', options, { separator: true, append: true })
    this.#path = path
    this.#separator = separator
    this.#appends = checkFlag('CSVLogger', 'append', append)
  }

  async onTrainBegin(): Promise<void> {
    const { readText, writeText } = await import('../saving/node-files.ts')
    this.#names = undefined
    const before = this.#appends ? await readText('CSVLogger', this.#path) : undefined
    this.#needsHeader = !before
    if (!before) await writeText('CSVLogger', this.#path, '', 'begin')
  }

  async onEpochEnd({ epoch, logs, validates }: EpochEndEvent): Promise<void> {
    const { writeText } = await import('../saving/node-files.ts')
    this.#names ??= namesOf(logs, validates ?? false)
    const header = this.#needsHeader ? this.#line(['epoch', ...this.#names]) : ''
    this.#needsHeader = false
    const values = this.#names.map((name) => (logs[name] === undefined ? 'NA' : String(logs[name])))
    await writeText('CSVLogger', this.#path, header + this.#line([String(epoch), ...values]), 'append')
  }

  #line(values: readonly string[]): string {
    return `${values.map((value) => field(value, this.#separator)).join(this.#separator)}\n`
  }
}
