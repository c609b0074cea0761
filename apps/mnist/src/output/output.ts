/** What a command prints: text for people, and with `--json` records for programs. */
import type { Io, TextStream } from './io.ts'

/** Where no terminal tells its width. */
const usualColumns = 80

export class Output {
  /** Where text for people goes: stdout, unless that belongs to the records. */
  readonly text: TextStream
  readonly isJson: boolean
  readonly #records: TextStream

  constructor({ stdout, stderr }: Pick<Io, 'stdout' | 'stderr'>, isJson = false) {
    this.isJson = isJson
    this.#records = stdout
    this.text = isJson ? stderr : stdout
  }

  /** Width of the text. */
  get columns(): number {
    return this.text.columns || usualColumns
  }

  /** Prints lines of text. */
  lines(lines: readonly string[]): void {
    this.text.write(lines.map((line) => `${line}\n`).join(''))
  }

  /** Prints a title between empty lines, and what stands under it. */
  section(title: string, lines: readonly string[]): void {
    this.lines(['', title, '', ...lines])
  }

  /** Prints a line of JSON, where those are asked for. A number that is not finite becomes null: JSON has none. */
  record(values: Readonly<Record<string, unknown>>): void {
    if (this.isJson) this.#records.write(`${JSON.stringify(values)}\n`)
  }
}
