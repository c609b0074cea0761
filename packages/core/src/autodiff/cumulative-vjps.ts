/** Gradients of running products and maxima. */
import { concat, scatterAdd, where } from '../ops/arrange.ts'
import { scan } from '../ops/control.ts'
import { iota, zerosLike } from '../ops/create.ts'
import type { CumulativeAttributes } from '../primitives/attributes.ts'
import { applyPrimitive, besides, type Tensor } from '../tensor/tensor.ts'
import type { VjpContext } from './vjp-rule.ts'

/** Works on an axis as if it were the first and ran forward; puts the result back. */
function alongFirst(
  { axis, reverse }: CumulativeAttributes,
  tensors: readonly Tensor[],
  fn: (...tensors: Tensor[]) => Tensor,
): Tensor {
  const toFirst = (rank: number): number[] => [axis, ...Array.from({ length: rank }, (_, a) => a).filter((a) => a !== axis)]
  const turned = tensors.map((x) => {
    const moved = x.transpose(toFirst(x.rank))
    return reverse ? moved.flip(0) : moved
  })
  const result = fn(...turned)
  const straight = reverse ? result.flip(0) : result
  const order = toFirst(result.rank)
  return straight.transpose(order.map((_, a) => order.indexOf(a)))
}

/**
 * `dx[i] = prod(x[k], k < i) * S[i]`, with `S[i] = g[i] + x[i + 1] * S[i + 1]`: no division, so zeros are no special case. Without
 * the element itself the cotangents stand one place further on.
 */
function cumProdVjp({ operands: [x], cotangents: [g], attributes }: VjpContext<'cumProd'>): Tensor[] {
  if (x!.size === 0) return [zerosLike(x!)]
  const { exclusive } = attributes
  const gradient = alongFirst(attributes, [x!, g!], (factors, cotangents) => {
    const before = applyPrimitive('cumProd', [factors], { axis: 0, reverse: false, exclusive: true })
    const step = (after: Tensor, [factor, cotangent]: readonly [Tensor, Tensor]): [Tensor, Tensor] => {
      const own = exclusive ? after : cotangent.add(after)
      return [exclusive ? cotangent.add(factor.mul(after)) : factor.mul(own), own]
    }
    const none = zerosLike(factors.slice([0], { limits: [1] }).reshape(factors.shape.slice(1)))
    const [, suffix] = scan(step, none, [factors, cotangents] as const, { reverse: true })
    return before.mul(suffix)
  })
  return [gradient]
}

/** Each cotangent goes to the element that is the greatest so far, the first of several; the first NaN is greater than all. */
function cumMaxVjp({ operands: [x], cotangents: [g], attributes }: VjpContext<'cumMax'>): Tensor[] {
  if (x!.size === 0) return [zerosLike(x!)]
  const gradient = alongFirst(attributes, [x!, g!], (values, cotangents) => {
    const [length, ...rest] = values.shape as [number, ...number[]]
    const before = applyPrimitive('cumMax', [values], { axis: 0, reverse: false, exclusive: true })
    return besides([values], () => {
      const place = iota(values.shape, 0)
      const isGreater = values.lessEqual(before).logicalNot().logicalAnd(before.equal(before))
      const isNew = isGreater.logicalOr(place.equal(0))
      const source = applyPrimitive('cumMax', [where(isNew, place, 0)], { axis: 0, reverse: false, exclusive: false })
      const flat = (t: Tensor): Tensor => t.reshape([length, -1]).transpose()
      // Without the element itself, place p got the greatest up to p - 1, and place 0 nothing.
      const origin = attributes.exclusive ? shiftByOne(source) : source
      const sums = scatterAdd(zerosLike(flat(values)), flat(origin), flat(cotangents), 1, { batchDims: 1 })
      return sums.transpose().reshape([length, ...rest])
    })
  })
  return [gradient]
}

/** Moved one place on along axis 0; what comes in is no place. */
const shiftByOne = (places: Tensor): Tensor =>
  concat([zerosLike(places.slice([0], { limits: [1] })).sub(1), places.slice([0], { limits: [-1] })])

/** The rules of running products and maxima. */
export const cumulativeVjps = { cumProd: cumProdVjp, cumMax: cumMaxVjp }
