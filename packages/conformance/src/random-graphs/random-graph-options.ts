/** Which random graphs a run of the suite draws: options, and the environment variable that changes them from outside. */
import { ArgumentError } from '@neurite/core'

/** Which random graphs to run. */
export interface RandomGraphOptions {
  /** How many. Default: 600. */
  readonly count?: number
  /** Where drawing starts, a 32-bit integer. The same seed draws the same graphs. Default: 1. */
  readonly seed?: number
  /** One graph of that seed only, by the path that a failure prints. */
  readonly path?: string
}

/** All that decides which graphs are run; an empty path runs all. */
export type RandomGraphRun = Required<RandomGraphOptions>

/** Overrides the options, as in `NEURITE_RANDOM_GRAPHS=count=5000,seed=7`. */
const variable = 'NEURITE_RANDOM_GRAPHS'

const isInteger = (text: string): boolean => /^-?\d+$/.test(text)

/** How each option is read from text, and what it may be. */
const readers = {
  count: (text: string) => (isInteger(text) && Number(text) > 0 ? { count: Number(text) } : undefined),
  seed: (text: string) => (isInteger(text) && Number(text) === (Number(text) | 0) ? { seed: Number(text) } : undefined),
  path: (text: string) => (/^\d+(:\d+)*$/.test(text) ? { path: text } : undefined),
} satisfies { readonly [Name in keyof RandomGraphOptions]-?: (text: string) => RandomGraphOptions | undefined }

const expected = 'expected a positive whole count, a seed of 32 bits, or a path such as 43:0:2 as a failure prints it'

const isOption = (name: string): name is keyof RandomGraphOptions => Object.hasOwn(readers, name)

function readOption(source: string, name: string, text: string): RandomGraphOptions {
  const option = isOption(name) ? readers[name](text) : undefined
  if (!option) throw new ArgumentError(`${source}: got ${name}=${text}; ${expected}`)
  return option
}

const readAll = (source: string, entries: readonly (readonly [string, string])[]): RandomGraphOptions =>
  entries.reduce((options, [name, text]) => ({ ...options, ...readOption(source, name, text) }), {})

function fromEnvironment(): RandomGraphOptions {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  const text = process?.env?.[variable] ?? ''
  const parts = text.split(',').filter((part) => part.trim() !== '')
  return readAll(
    variable,
    parts.map((part) => {
      const [name = '', value = ''] = part.split('=')
      return [name.trim(), value.trim()]
    }),
  )
}

/**
 * The options, completed; the environment comes first.
 *
 * @throws ArgumentError when a count, seed or path is none
 */
export function randomGraphRun(options: RandomGraphOptions = {}): RandomGraphRun {
  const entries = Object.entries(options).map(([name, value]) => [name, String(value)] as const)
  return { count: 600, seed: 1, path: '', ...readAll('randomGraphs', entries), ...fromEnvironment() }
}

/** The option that runs one graph again. */
export const writtenOption = ({ seed, path }: Pick<RandomGraphRun, 'seed' | 'path'>): string =>
  `randomGraphs: { seed: ${seed}, path: '${path}' }`
