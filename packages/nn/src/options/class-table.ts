/** Finds the object that an option names, among classes in a table: initializers, regularizers, constraints. */
import { ArgumentError, suggest } from '@neurite/core'
import { describeValue } from './describe-value.ts'

/** An object as configurations hold it. */
export interface ClassConfig {
  readonly className: string
  readonly config: Readonly<Record<string, unknown>>
}

/** What objects of these classes have. */
interface Configurable {
  readonly className: string
  getConfig(): Record<string, unknown>
}

/** Classes by identifier, with their base and the words for them in errors. */
export interface ClassTable<T extends Configurable> {
  /** Such as `regularizer`, with its article. */
  readonly kind: readonly ['a' | 'an', string]
  readonly base: abstract new (...args: never[]) => T
  /** By the class's name in camelCase. */
  readonly classes: Readonly<Record<string, new (options?: never) => T>>
  /** A function of the user's own in the form of an object. */
  readonly wrapper: new (fn: never) => T & { readonly fn: unknown }
  /** What errors tell the user to pass. */
  readonly example: string
}

const isConfig = (like: object): like is ClassConfig => 'className' in like && typeof like.className === 'string'

/** The identifier of a class: its name with the first letter, or the first word in capitals, small. */
const identifierOf = (className: string): string => className.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (first) => first.toLowerCase())

function create<T extends Configurable>(call: string, identifier: string, config: object, { kind, classes }: ClassTable<T>): T {
  const Class: unknown = Object.hasOwn(classes, identifier) ? classes[identifier] : undefined
  if (typeof Class !== 'function') {
    throw new ArgumentError(`${call}: unknown ${kind[1]} "${identifier}"; ${suggest(identifier, Object.keys(classes))}`)
  }
  return Reflect.construct(Class, [config]) as T
}

/**
 * The object that an option names.
 *
 * @param call - what errors begin with
 * @param like - an identifier, an object, a function, or what `classConfig` gave
 * @throws ArgumentError when the identifier is unknown, with the one that was probably meant
 */
export function resolveClass<T extends Configurable>(call: string, like: unknown, table: ClassTable<T>): T {
  const { kind, base, wrapper, example } = table
  if (typeof like === 'string') return create(call, like, {}, table)
  if (like instanceof base) return like
  if (typeof like === 'function' && !(like.prototype instanceof base)) return Reflect.construct(wrapper, [like]) as T
  if (typeof like === 'object' && like !== null && isConfig(like)) {
    return create(call, identifierOf(like.className), like.config, table)
  }
  throw new ArgumentError(`${call}: expected ${kind.join(' ')}, got ${describeValue(like)}; pass ${example}, for example`)
}

/** The object as configurations hold it; functions and classes of the user's own stay what they are. */
export function classConfig<T extends Configurable>(object: T, { classes, wrapper }: ClassTable<T>): ClassConfig | T | unknown {
  if (object instanceof wrapper) return object.fn
  const { className } = object
  const identifier = identifierOf(className)
  const known: unknown = Object.hasOwn(classes, identifier) && classes[identifier]
  return object.constructor === known ? { className, config: object.getConfig() } : object
}
