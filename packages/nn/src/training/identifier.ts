/** Resolves what the user chose by name or as an object: optimizers, losses, metrics. */
import { ArgumentError, suggest } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'

/** Makes one object per name. */
export type IdentifierTable<T> = Readonly<Record<string, () => T>>

/** What a table holds: its base class, and the word for it in errors. */
export interface IdentifierKind<T> {
  readonly kind: string
  readonly base: abstract new (...args: never[]) => T
  readonly table: IdentifierTable<T>
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? 'an' : 'a')

/**
 * The object that a name stands for, or the object itself.
 *
 * @param call - what errors begin with, such as `sequential.compile`
 * @throws ArgumentError when the name is unknown, with the one that was probably meant, or when it is something else altogether
 */
export function resolveIdentifier<T>(call: string, choice: unknown, { kind, base, table }: IdentifierKind<T>): T {
  if (choice instanceof base) return choice
  if (typeof choice !== 'string') {
    const [first] = Object.keys(table)
    throw new ArgumentError(
      `${call}: expected ${article(kind)} ${kind}, by name such as '${first}' or as an object, got ${describeValue(choice)}`,
    )
  }
  const create = Object.hasOwn(table, choice) ? table[choice] : undefined
  if (!create) throw new ArgumentError(`${call}: unknown ${kind} "${choice}"; ${suggest(choice, Object.keys(table))}`)
  return create()
}
