/** A contender's process: takes commands as lines of JSON, answers with lines that begin with `@`. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** The longest usual wait for an answer, compiling or slow steps included: one peer in trouble must not hold up everybody. */
const patienceMs = 120_000

/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void }} Waiter */

/** Of what a process printed, what is kept to explain its end. */
const mostKept = 2000

/**
 * Starts a command.
 *
 * @param {readonly string[]} command
 * @param {Readonly<Record<string, string>>} [environment]
 */
const start = ([file = '', ...args], environment) => spawn(file, args, { env: { ...process.env, ...environment }, stdio: 'pipe' })

export class Child {
  /** @type {Waiter | undefined} */
  #waiter
  #child
  #patienceMs
  /** @type {Error | undefined} */
  #ended
  /** What it printed last that is no answer: engines are talkative, so it is shown only where the process fails. */
  #printed = ''

  /**
   * @param {readonly string[]} command
   * @param {Readonly<Record<string, string>>} [environment]
   * @param {number} [patience] - the longest wait for an answer, in milliseconds
   */
  constructor(command, environment, patience = patienceMs) {
    this.#patienceMs = patience
    this.#child = start(command, environment)
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#hear(line))
    this.#child.stderr.on('data', (chunk) => this.#keep(String(chunk)))
    this.#child.stdin.on('error', () => {}) // It ended: told below.
    this.#child.on('error', (error) => this.#end(error))
    // Not `exit`: by now all that it printed has come.
    this.#child.on('close', (code, signal) =>
      this.#end(
        new Error(`the process ended (${signal ?? `exit code ${code}`}): ${this.#printed.trim() || 'it printed nothing'}`),
      ),
    )
  }

  /**
   * Sends a command and waits for its answer. One at a time.
   *
   * @param {Readonly<Record<string, unknown>>} command
   * @returns {Promise<any>}
   */
  ask(command) {
    if (this.#ended) return Promise.reject(this.#ended)
    this.#child.stdin.write(`${JSON.stringify(command)}\n`)
    return this.answer()
  }

  /** Waits for the next answer. @returns {Promise<any>} */
  answer() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(new Error(`no answer in ${this.#patienceMs / 1000} s`))
        this.#child.kill('SIGKILL')
      }, this.#patienceMs)
      const settled = (/** @type {() => void} */ then) => {
        clearTimeout(timer)
        this.#waiter = undefined
        then()
      }
      this.#waiter = {
        resolve: (value) => settled(() => resolve(value)),
        reject: (error) => settled(() => reject(error)),
      }
      if (this.#ended) this.#waiter.reject(this.#ended)
    })
  }

  /** Ends the process. @returns {Promise<void>} */
  async close() {
    if (this.#ended) return
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.stdin.end()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(timer)
  }

  /** @param {string} line */
  #hear(line) {
    if (!line.startsWith('@')) {
      this.#keep(`${line}\n`)
      return
    }
    const { value, error } = JSON.parse(line.slice(1))
    if (error === undefined) this.#waiter?.resolve(value)
    else this.#waiter?.reject(new Error(error))
  }

  /** @param {string} text */
  #keep(text) {
    this.#printed = `${this.#printed}${text}`.slice(-mostKept)
  }

  /** @param {Error} error */
  #end(error) {
    this.#ended ??= error
    this.#waiter?.reject(this.#ended)
  }
}
