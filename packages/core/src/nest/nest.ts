/** Structures of leaves: a leaf, or arrays and records of them to any depth. */

/** A leaf, or arrays and plain records of leaves, nested to any depth. */
export type NestOf<Leaf> = Leaf | readonly NestOf<Leaf>[] | { readonly [key: string]: NestOf<Leaf> }

/** A function that rebuilds a structure with other leaves, and the text that names the structure. */
export interface Flattened {
  /** What stands in it, in order. */
  readonly leaves: readonly unknown[]
  /** Equal exactly for equal structures; `*` stands for a leaf. */
  readonly structure: string
  /** Where each leaf stands, such as `.batch[0]`. */
  readonly paths: readonly string[]
}

const isRecord = (nest: unknown): nest is Readonly<Record<string, unknown>> =>
  typeof nest === 'object' && nest !== null && [Object.prototype, null].includes(Object.getPrototypeOf(nest) as null)

/** Entries by name: records that were written in another order are the same. */
const sortedEntries = (record: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))

/** The leaves in order: array elements by index, record entries by name. */
export function flattenNest(nest: unknown): Flattened {
  const leaves: unknown[] = []
  const paths: string[] = []
  const walk = (item: unknown, path: string): string => {
    if (Array.isArray(item)) return `[${item.map((child, index) => walk(child, `${path}[${index}]`)).join(',')}]`
    if (isRecord(item)) {
      const entries = sortedEntries(item).map(([key, child]) => `${JSON.stringify(key)}:${walk(child, `${path}.${key}`)}`)
      return `{${entries.join(',')}}`
    }
    leaves.push(item)
    paths.push(path)
    return '*'
  }
  const structure = walk(nest, '')
  return { leaves, structure, paths }
}

/** The structure of `nest` with its leaves replaced, in the order of `flattenNest`. */
export function mapNest(nest: unknown, replace: (leaf: unknown, index: number) => unknown): unknown {
  let next = 0
  const walk = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(walk)
    if (isRecord(item)) return Object.fromEntries(sortedEntries(item).map(([key, child]) => [key, walk(child)]))
    return replace(item, next++)
  }
  return walk(nest)
}
