/** How a model's inputs and outputs are arranged, and data that users arrange in the same way. */
import { DataError, flattenNest, mapNest, type NestOf, suggest, Tensor, type TensorData } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'

/** Data for one input or output: a tensor, nested arrays or a typed array, samples first. */
export type Data = Tensor | TensorData

/** Data for several inputs or outputs, in an array or by name. */
export type DataNest = Data | readonly DataNest[] | { readonly [name: string]: DataNest }

/** Names of inputs or outputs in the arrangement that the model has. */
export type Structure = NestOf<string>

/** An item of data. A class, because arrays of numbers would be taken for arrangements. */
export class Item {
  readonly data: Data
  /** What errors call it: `x` alone, `x.age` or `x[0]` among several. */
  readonly name: string

  constructor(data: Data, name: string) {
    this.data = data
    this.name = name
  }
}

/** Items in an arrangement, undefined where the user left one out. */
export type Arranged = NestOf<Item | undefined>

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as typeof Object.prototype | null)

/** Whether it can only be the data of one input: a tensor or a typed array. */
const isWhole = (value: unknown): boolean => value instanceof Tensor || ArrayBuffer.isView(value)

/** What is data for several inputs, seen by itself: a record, or an array of tensors and typed arrays. */
const isSeveral = (data: unknown): boolean =>
  isRecord(data) || (Array.isArray(data) && data.length > 0 && data.every((item: unknown) => isWhole(item) || isSeveral(item)))

/** What errors call a part of data: `x.age`, `x[0]`. */
const partName = (name: string, key: string | number): string => (typeof key === 'number' ? `${name}[${key}]` : `${name}.${key}`)

/** A part of data that is to be found: an item, or nothing where that is allowed. */
export interface ArrangeOptions {
  /** Whether items may be left out of a record. */
  readonly optional?: boolean
}

/** The arrangement that data for a model of unknown arrangement have. */
export function structureOf(data: unknown, name: string): Structure {
  if (!isSeveral(data)) return name
  if (Array.isArray(data)) return data.map((item, index) => structureOf(item, partName(name, index)))
  return Object.fromEntries(Object.entries(data as object).map(([key, item]) => [key, structureOf(item, partName(name, key))]))
}

function fromRecord(
  call: string,
  name: string,
  data: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  { optional = false }: ArrangeOptions,
): void {
  const unknown = Object.keys(data).find((key) => !keys.includes(key))
  if (unknown !== undefined)
    throw new DataError(`${call}: ${name} has "${unknown}", which the model does not; ${suggest(unknown, keys)}`)
  const missing = keys.find((key) => data[key] === undefined)
  if (missing !== undefined && !optional) {
    throw new DataError(`${call}: ${name} lacks "${missing}"; the model has ${keys.join(', ')}, so pass one of each`)
  }
}

/**
 * Data in the arrangement of the model: records go to arrays by the names of the items, and one item may come without its array.
 *
 * @param name - what errors call the data, such as `x`
 * @throws DataError when something is missing, or there is too much
 */
export function arrange(call: string, name: string, data: unknown, structure: Structure, options: ArrangeOptions = {}): Arranged {
  // What is missing altogether is missing in every place.
  if (data === undefined && options.optional) return mapNest(structure, () => undefined) as Arranged
  if (typeof structure === 'string') {
    if (isRecord(data) && Object.keys(data).length === 1 && data[structure] !== undefined) {
      return new Item(data[structure] as Data, partName(name, structure))
    }
    if (isRecord(data)) throw new DataError(`${call}: ${name} must be data for one item, got ${describeValue(data)} of several`)
    return new Item(data as Data, name)
  }
  const isList = Array.isArray(structure)
  const entries = Object.entries(structure) as readonly (readonly [string, Structure])[]
  // Arrays know their items by the names of the inputs or outputs.
  const keys = isList
    ? entries.map(([, item], index) => (typeof item === 'string' ? item : String(index)))
    : entries.map(([key]) => key)
  const parts = partsOf(call, name, data, keys, isList, options)
  const arranged = entries.map(([key, item], index) => {
    const part = partName(name, isList && !isRecord(data) ? index : keys[index]!)
    return [key, arrange(call, part, parts[index], item, options)] as const
  })
  return isList ? arranged.map(([, item]) => item) : Object.fromEntries(arranged)
}

/** The items of data in the order of the keys. */
function partsOf(
  call: string,
  name: string,
  data: unknown,
  keys: readonly string[],
  isList: boolean,
  options: ArrangeOptions,
): readonly unknown[] {
  if (isRecord(data)) {
    fromRecord(call, name, data, keys, options)
    return keys.map((key) => data[key])
  }
  if (keys.length === 1 && !(isList && Array.isArray(data) && data.length === 1 && isSeveral(data))) return [data]
  if (isList && Array.isArray(data) && data.length === keys.length) return data
  const wanted = isList ? `an array of ${keys.length} items, or a record with` : 'a record with'
  const got = Array.isArray(data) ? `an array of ${data.length}` : describeValue(data)
  throw new DataError(`${call}: ${name} must be ${wanted} ${keys.join(', ')}, got ${got}`)
}

/** The names of the leaves of an arrangement, in order. */
export const namesOf = (structure: Structure): readonly string[] => flattenNest(structure).leaves as readonly string[]
