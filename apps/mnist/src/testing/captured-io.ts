/** A stand-in for the process: what is printed is kept, signals are sent by the test. */
import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'
import type { Io, TextStream } from '../output/io.ts'

/** A stream that keeps what is written. */
export class CapturedStream extends Writable {
  text = ''
  readonly isTTY: boolean
  readonly columns: number

  constructor(terminalColumns?: number) {
    super({ decodeStrings: false })
    this.isTTY = terminalColumns !== undefined
    this.columns = terminalColumns ?? 0
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.text += String(chunk)
    done()
  }

  get lines(): string[] {
    return this.text.trimEnd().split('\n')
  }
}

export interface CapturedIo extends Io {
  readonly stdout: TextStream & CapturedStream
  readonly stderr: TextStream & CapturedStream
  readonly signals: EventEmitter
  /** Codes that the program wanted to end with at once. */
  readonly exits: readonly number[]
}

/** @param terminalColumns - width of the terminal that both streams are; without it, they are none */
export function capturedIo(terminalColumns?: number): CapturedIo {
  const exits: number[] = []
  return {
    stdout: new CapturedStream(terminalColumns),
    stderr: new CapturedStream(terminalColumns),
    signals: new EventEmitter(),
    exits,
    exit: (code) => void exits.push(code),
  }
}
