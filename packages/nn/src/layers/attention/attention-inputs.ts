/** The inputs of attention by the part that they play. */
import { formatShape, ShapeError, type Tensor } from '@neurite/core'
import { type BatchShape, isShape } from '../batch-shape.ts'

/** The inputs of an attention layer by name. A type and not an interface, so that it counts as a record of tensors. */
export type AttentionRecord = {
  /** What asks, one vector per position. */
  readonly query: Tensor
  /** What the answers are made of. */
  readonly value: Tensor
  /** What queries are compared with, one per value. Default: the values. */
  readonly key?: Tensor
  /** As the option of `apply`. */
  readonly attentionMask?: Tensor
}

/** The inputs of an attention layer: by name, or as `[query, value]` or `[query, value, key]`. */
export type AttentionInputs = AttentionRecord | readonly Tensor[]

/** Something for each part: a tensor, a shape, a mask. */
export interface Parts<T> {
  readonly query: T
  readonly value: T
  /** That of the values where there are no keys. */
  readonly key: T
  readonly attentionMask: T | undefined
}

/** The parts of inputs, or of shapes or masks in their structure. */
export function partsOf<T>(nest: unknown): Parts<T> {
  const [query, value, key, attentionMask] = Array.isArray(nest)
    ? (nest as T[])
    : ['query', 'value', 'key', 'attentionMask'].map((name) => (nest as Readonly<Record<string, T>> | undefined)?.[name])
  return { query: query as T, value: value as T, key: (key ?? value) as T, attentionMask }
}

/**
 * The shapes of query, value and key.
 *
 * @throws ShapeError when one is missing, or they do not go together
 */
export function checkParts(path: string, shapes: unknown): Parts<BatchShape> {
  const parts = partsOf<BatchShape>(shapes)
  const { query, value, key } = parts
  if (isShape(shapes) || !isShape(query) || !isShape(value) || (Array.isArray(shapes) && shapes.length > 3)) {
    throw new ShapeError(`${path}: expected two or three inputs; pass { query, value } or { query, value, key }`)
  }
  const got = `got query ${formatShape(query)}, value ${formatShape(value)} and key ${formatShape(key)}`
  if (query.length < 3 || value.length !== query.length || key.length !== query.length) {
    throw new ShapeError(`${path}: expected inputs of one rank, shape [batch, ..., positions, features], ${got}; reshape them`)
  }
  const isOdd = (extent: number | null, axis: number): boolean =>
    axis < value.length - 1 && extent !== null && key[axis] !== null && key[axis] !== extent
  if (value.some(isOdd)) throw new ShapeError(`${path}: expected one key for each value, ${got}`)
  return parts
}
