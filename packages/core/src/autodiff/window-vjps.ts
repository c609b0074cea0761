/** Gradients of convolutions and windows: the family is closed, so gradients of gradients stay in it. */
import { pad } from '../ops/arrange.ts'
import { zerosLike } from '../ops/create.ts'
import type { ConvAttributes, WindowAttributes } from '../primitives/attributes.ts'
import { applyPrimitive, type Tensor } from '../tensor/tensor.ts'
import type { VjpContext } from './vjp-rule.ts'

/** What the members of the family share. */
const shared = ({ strides, low, high, dilations, groups }: ConvAttributes): ConvAttributes => ({
  strides,
  low,
  high,
  dilations,
  groups,
})

const conv = (x: Tensor, filter: Tensor, attributes: ConvAttributes): Tensor =>
  applyPrimitive('conv', [x, filter], shared(attributes))

const convInput = (g: Tensor, filter: Tensor, attributes: ConvAttributes, input: Tensor): Tensor =>
  applyPrimitive('convInput', [g, filter], { ...shared(attributes), spatial: input.shape.slice(1, -1) })

const convFilter = (x: Tensor, g: Tensor, attributes: ConvAttributes, filter: Tensor): Tensor =>
  applyPrimitive('convFilter', [x, g], { ...shared(attributes), kernel: filter.shape.slice(0, -2) })

const convVjp = ({ operands: [x, filter], cotangents: [g], attributes }: VjpContext<'conv'>): Tensor[] => [
  convInput(g!, filter!, attributes, x!),
  convFilter(x!, g!, attributes, filter!),
]

const convInputVjp = ({ operands: [g, filter], cotangents: [ct], attributes }: VjpContext<'convInput'>): Tensor[] => [
  conv(ct!, filter!, attributes),
  convFilter(ct!, g!, attributes, filter!),
]

const convFilterVjp = ({ operands: [x, g], cotangents: [ct], attributes }: VjpContext<'convFilter'>): Tensor[] => [
  convInput(g!, ct!, attributes, x!),
  conv(x!, ct!, attributes),
]

/** Each element was counted in every window over it: a sum, over windows turned round, of the cotangents spread by the strides. */
function windowSumVjp({ operands: [x], cotangents: [g], attributes }: VjpContext<'windowSum'>): Tensor[] {
  if (g!.size === 0) return [zerosLike(x!)]
  const { window, strides, low, dilations } = attributes
  const widths = x!.shape.map((extent, axis) => {
    const reach = (window[axis]! - 1) * dilations[axis]!
    const spread = (g!.shape[axis]! - 1) * strides[axis]! + 1
    return [reach - low[axis]!, extent + low[axis]! - spread] as const
  })
  const spread = pad(g!, widths, { interior: strides.map((stride) => stride - 1) })
  const none = window.map(() => 0)
  return [applyPrimitive('windowSum', [spread], { window, strides: window.map(() => 1), low: none, high: none, dilations })]
}

const scatter = (keys: Tensor, g: Tensor, attributes: WindowAttributes): Tensor =>
  applyPrimitive('windowScatter', [keys, g], attributes)

const windowMaxVjp = ({ operands: [x], cotangents: [g], attributes }: VjpContext<'windowMax'>): Tensor[] => [
  scatter(x!, g!, attributes),
]

const windowSelectVjp = ({ operands: [keys], cotangents: [g], attributes }: VjpContext<'windowSelect'>) => [
  undefined,
  scatter(keys!, g!, attributes),
]

const windowScatterVjp = ({ operands: [keys], cotangents: [ct], attributes }: VjpContext<'windowScatter'>) => [
  undefined,
  applyPrimitive('windowSelect', [keys!, ct!], attributes),
]

/** The rules of convolutions and windows. */
export const windowVjps = {
  conv: convVjp,
  convInput: convInputVjp,
  convFilter: convFilterVjp,
  windowSum: windowSumVjp,
  windowMax: windowMaxVjp,
  windowSelect: windowSelectVjp,
  windowScatter: windowScatterVjp,
}
