/** Finds the object that an option stands for, among the classes of a table. */
import { ArgumentError, suggest } from '@neurite/core'
import { type ClassConfig, isClassConfig, toClassConfig } from './class-config.ts'
import { describeValue } from './describe-value.ts'

/** A class whose options, all in one record, make an object of it. */
export interface TableClass<T> {
  /** Survives minification. */
  readonly className: string | undefined
  new (options: never): T
  /** Default: the constructor takes what `getConfig` gave. */
  fromConfig?(config: ClassConfig['config']): unknown
}

/** Classes by identifier, several of which may stand for one class. */
export interface ClassTable<T> {
  /** The word for it in errors, such as `loss`. */
  readonly kind: string
  readonly base: abstract new (...args: never[]) => T
  readonly classes: Readonly<Record<string, TableClass<T>>>
  /** What errors tell the user to pass, such as `'adam' or new Adam()`. */
  readonly example: string
  /** Options of an object that is made by identifier. Default none. */
  readonly optionsOf?: (identifier: string) => object
  /** The object that a function of the user's own becomes. Default: functions are refused. */
  readonly ofFunction?: (fn: never) => T
  /** Identifiers that are known elsewhere, for suggestions. */
  readonly others?: readonly string[]
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? 'an' : 'a')

function fromIdentifier<T>(call: string, identifier: string, { kind, classes, others = [], optionsOf }: ClassTable<T>): T {
  const Class = Object.hasOwn(classes, identifier) ? classes[identifier] : undefined
  if (Class) return Reflect.construct(Class, [optionsOf?.(identifier) ?? {}]) as T
  throw new ArgumentError(
    `${call}: unknown ${kind} "${identifier}"; ${suggest(identifier, [...Object.keys(classes), ...others])}`,
  )
}

/** The class that states this name. */
export const classNamed = <T>(className: string, classes: ClassTable<T>['classes']): TableClass<T> | undefined =>
  Object.values(classes).find((candidate) => candidate.className === className)

function fromConfig<T>(call: string, { className, config }: ClassConfig, { kind, base, classes }: ClassTable<T>): T {
  const Class = classNamed(className, classes)
  const object: unknown = Class && (Class.fromConfig ? Class.fromConfig(config) : Reflect.construct(Class, [config]))
  if (object instanceof base) return object
  const names = [...new Set(Object.values(classes).flatMap((candidate) => candidate.className ?? []))]
  throw new ArgumentError(`${call}: unknown ${kind} class "${className}"; ${suggest(className, names)}`)
}

/** The user's own functions, by the objects that they became. */
const functions = new WeakMap<object, unknown>()

/**
 * The object that an identifier stands for, that a configuration describes, that a function becomes, or the object itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when there is none, with the one that was probably meant
 */
export function resolveClass<T extends object>(call: string, like: unknown, table: ClassTable<T>): T {
  const { kind, base, example, ofFunction } = table
  if (like instanceof base) return like
  if (typeof like === 'string') return fromIdentifier(call, like, table)
  if (isClassConfig(like)) return fromConfig(call, like, table)
  if (ofFunction && typeof like === 'function' && !(like.prototype instanceof base)) {
    const object = ofFunction(like as never)
    functions.set(object, like)
    return object
  }
  throw new ArgumentError(`${call}: expected ${article(kind)} ${kind}, got ${describeValue(like)}; pass ${example}, for example`)
}

/** The object as configurations hold it; functions and classes of the user's own stay what they are. */
export function optionConfig<T extends Parameters<typeof toClassConfig>[0]>(object: T, { classes }: ClassTable<T>): unknown {
  const isKnown = object.constructor === classNamed(object.className, classes)
  return functions.get(object) ?? (isKnown ? toClassConfig(object) : object)
}

/** Whether the object can only be made where all classes are: it has a name that is known elsewhere, or is described. */
export const isElsewhere = <T>(like: unknown, { others = [] }: ClassTable<T>): boolean =>
  isClassConfig(like) || (typeof like === 'string' && others.includes(like))
