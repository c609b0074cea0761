/** The debug level: what Neurite prints about its own work. */

import { environmentNumber } from './environment.ts'

let level = environmentNumber('NEURITE_DEBUG')

/**
 * What is printed, to stderr. Each level prints what the lower ones do.
 *
 * - 0: nothing.
 * - 1: every program that is compiled, and every retrace with the argument that caused it. Origins of single operations are recorded.
 * - 2: a line per kernel that runs: types, bytes, time and, for contractions, GFLOP/s.
 * - 3: the graph of every traced function and of every program.
 * - 4: the kernels of every program, and the source that compiled backends generate.
 */
export const debugLevel = (): number => level

/**
 * Sets the debug level, as the environment variable `NEURITE_DEBUG` does at the start. Backends that compile report the kernels, and
 * print the sources, of programs that they compile from here on.
 */
export function setDebugLevel(value: number): void {
  level = value
}

/** Prints a line about Neurite's own work when the level is at least `least`. Goes to stderr: stdout is the program's. */
export function debugLine(least: number, text: () => string): void {
  if (level >= least) console.error(`neurite: ${text()}`)
}

/**
 * Prints generated source at level 4. For authors of backends.
 *
 * @param name - what the source is of, such as `wasm: kernel 3, dotGeneral`
 * @param text - makes the source; not called below level 4
 */
export const debugSource = (name: string, text: () => string): void => debugLine(4, () => `${name}:\n${text()}`)
