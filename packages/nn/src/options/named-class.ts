/** Classes that configurations name: losses, metrics, optimizers, schedules. */
import { ArgumentError, suggest } from '@neurite/core'
import { resolveIdentifier } from '../training/identifier.ts'
import type { ClassConfig } from './class-table.ts'

/** A class whose options, all in one record, make an object of it. */
export interface NamedClass<T> {
  /** Survives minification. */
  readonly className: string | undefined
  new (options: never): T
  fromConfig(config: ClassConfig['config']): unknown
}

/** Classes by identifier, several of which may stand for one class. */
export interface NamedClasses<T> {
  /** The word for it in errors, such as `loss`. */
  readonly kind: string
  readonly base: abstract new (...args: never[]) => T
  readonly classes: Readonly<Record<string, NamedClass<T>>>
  /** Options of an object that is made by identifier. Default none. */
  readonly optionsOf?: (identifier: string) => object
}

/** The name that a class states, else its own. Call it with `new.target`. */
export function classNameOf(target: { readonly className: string | undefined; readonly name: string }): string {
  // A subclass of a class with a stated name does not share it.
  return (Object.hasOwn(target, 'className') ? target.className : undefined) ?? target.name
}

/** Whether this is what `toClassConfig` gave. */
export const isClassConfig = (like: unknown): like is ClassConfig =>
  typeof like === 'object' && like !== null && 'className' in like && 'config' in like && like.constructor === Object

/** An object as configurations hold it. */
export const toClassConfig = (object: { readonly className: string; getConfig(): ClassConfig['config'] }): ClassConfig => ({
  className: object.className,
  config: object.getConfig(),
})

function fromClassConfig<T>(call: string, { className, config }: ClassConfig, { kind, base, classes }: NamedClasses<T>): T {
  const all = Object.values(classes)
  const found = all.find((candidate) => candidate.className === className)
  const object = found?.fromConfig(config)
  if (object instanceof base) return object
  const names = [...new Set(all.flatMap((candidate) => candidate.className ?? []))]
  throw new ArgumentError(`${call}: unknown ${kind} class "${className}"; ${suggest(className, names)}`)
}

/**
 * The object that an identifier stands for, that a configuration describes, or the object itself.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when there is none, with the one that was probably meant
 */
export function resolveNamed<T>(call: string, like: unknown, table: NamedClasses<T>): T {
  if (isClassConfig(like)) return fromClassConfig(call, like, table)
  const { kind, base, classes, optionsOf = () => ({}) } = table
  const create = ([identifier, Class]: [string, NamedClass<T>]) =>
    [identifier, () => Reflect.construct(Class, [optionsOf(identifier)]) as T] as const
  return resolveIdentifier<T>(call, like, { kind, base, table: Object.fromEntries(Object.entries(classes).map(create)) })
}
