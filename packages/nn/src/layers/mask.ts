/** Masks travel beside tensors: which elements along the leading axes of a batch count. */
import { ArgumentError, DTypeError, flattenNest, mapNest, type NestOf, Tensor, type TensorNest } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'

/** The masks of the tensors of `Inputs`, in the same structure; undefined where a tensor has none. */
export type MaskOf<Inputs> = [TensorNest] extends [Inputs]
  ? NestOf<Tensor | undefined>
  : Inputs extends Tensor
    ? Tensor | undefined
    : { readonly [Key in keyof Inputs]: MaskOf<Inputs[Key]> }

/** By the value, not the handle: handles are made anew at every turn. */
const masks = new WeakMap<Tensor['value'], Tensor>()

/**
 * The mask that a tensor carries: bool, true where an element counts. For sequences it is [batch, time].
 *
 * @shape [batch, ...] -> [batch, ...], of as many axes or fewer
 * @example
 * ```ts
 * const embedded = new Embedding(1000, 16, { maskZero: true }).apply(tokens)
 * const mask = maskOf(embedded) // false where a token is 0
 * ```
 */
export const maskOf = (tensor: Tensor): Tensor | undefined => masks.get(tensor.value)

/**
 * Makes a tensor carry a mask; layers that are applied to it see it. Without a mask, it carries none any more.
 *
 * @shape tensor [batch, ...], mask [batch, ...], of as many axes or fewer
 */
export function setMask(tensor: Tensor, mask: Tensor | undefined): void {
  if (mask) masks.set(tensor.value, mask)
  else masks.delete(tensor.value)
}

/** Makes `to` carry the mask of `from`, if there is one. Returns `to`. */
export function carryMask(from: Tensor, to: Tensor): Tensor {
  const mask = maskOf(from)
  if (mask && to.value !== from.value) setMask(to, mask)
  return to
}

/** The masks that inputs carry, in their structure. */
export const masksOf = <In>(inputs: In): MaskOf<In> => mapNest(inputs, (leaf) => maskOf(leaf as Tensor)) as MaskOf<In>

/**
 * The masks that the user passed, as bool.
 *
 * @throws ArgumentError when their structure is not that of the inputs; DTypeError when something is no tensor
 */
export function checkMasks<In>(call: string, inputs: In, given: MaskOf<In>): MaskOf<In> {
  if (flattenNest(given).structure !== flattenNest(inputs).structure) {
    throw new ArgumentError(`${call}: mask must have the structure of the inputs: one tensor or undefined for each`)
  }
  return mapNest(given, (leaf) => {
    if (leaf === undefined) return leaf
    if (leaf instanceof Tensor) return leaf.cast('bool')
    throw new DTypeError(`${call}: expected the mask to be a tensor, got ${describeValue(leaf)}; make one with tensor(data)`)
  }) as MaskOf<In>
}

/** Makes outputs carry their masks. Those that carry one already, from an inner layer, keep it. */
export function setMasks(outputs: unknown, given: unknown): void {
  if (given === undefined) return
  const found = flattenNest(given).leaves
  flattenNest(outputs).leaves.forEach((leaf, index) => {
    const mask = found[index]
    if (leaf instanceof Tensor && mask instanceof Tensor && !maskOf(leaf)) setMask(leaf, mask)
  })
}
