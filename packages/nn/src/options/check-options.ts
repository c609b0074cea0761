/** Refuses options that a call does not know: a misspelt one would otherwise be ignored without a word. */
import { ArgumentError, suggest } from '@neurite/core'

/** The names of the options of type `Options`, one row each, so that none is forgotten. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true }

/**
 * The options, once all of their names are known to the call.
 *
 * @param call - what errors begin with, such as `Dense`
 * @throws ArgumentError when an option is unknown, with the one that was probably meant; or when the options are no record
 */
export function checkOptions<Options extends object>(call: string, options: Options, names: OptionNames<Options>): Options {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const got = options === null ? 'null' : Array.isArray(options) ? 'an array' : typeof options
    throw new ArgumentError(`${call}: expected an object of options, got ${got}; write { name: value }`)
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name))
  if (unknown !== undefined)
    throw new ArgumentError(`${call}: unknown option "${unknown}"; ${suggest(unknown, Object.keys(names))}`)
  return options
}
