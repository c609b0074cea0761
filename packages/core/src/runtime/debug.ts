/** The debug level: what Neurite prints about its own work. */

const environment = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env

let level = Number(environment?.['NEURITE_DEBUG'] ?? 0) || 0

/** 0 prints nothing; 1 compiles and retraces; see the guide for the higher levels. Origins are recorded from 1 on. */
export const debugLevel = (): number => level

/** Sets the debug level, as the environment variable `NEURITE_DEBUG` does at the start. */
export function setDebugLevel(value: number): void {
  level = value
}

/** Prints a line about Neurite's own work when the level is at least `least`. Goes to stderr: stdout is the program's. */
export function debugLine(least: number, text: () => string): void {
  if (level >= least) console.error(`neurite: ${text()}`)
}
