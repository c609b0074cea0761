/** The ways in which an operand reaches the node under test: as it is, through a view inside the program, or from constants. */
import { evaluateGraph } from '@neurite/backend-cpu'
import {
  type DType,
  isElementwise,
  isFloat,
  type PrimitiveAttributes,
  type PrimitiveName,
  type Role,
  type ValueId,
} from '@neurite/core'
import { referenceNode } from '../compare/check-node.ts'
import type { ProgramWriter } from '../program/program-writer.ts'
import { hostTensor, type HostTensor, numbersOf } from '../values/host-tensor.ts'

/** How one operand is fed. */
export interface Feed {
  /** What crosses the border of the program; nothing for what the program makes itself. */
  readonly parameter?: { readonly role: Exclude<Role, 'output'>; readonly tensor: HostTensor }
  /** Makes the operand inside the program, from the parameter. */
  connect(writer: ProgramWriter, parameter: ValueId | undefined): ValueId
}

/** A feed for an operand, or undefined where the layout has nothing to say about it. */
type FeedRule = (operand: HostTensor, index: number) => Feed | undefined

/** A layout of all operands of a node. */
export interface Layout {
  readonly name: string
  readonly feed: FeedRule
  /** Takes no node but the one under test. */
  readonly isDirect?: true
  /** Fewer elements, for layouts whose programs grow with each; undefined where there is no way to drop some. */
  readonly shorten?: (primitive: PrimitiveName, operands: readonly HostTensor[]) => readonly HostTensor[] | undefined
}

/** Feeds an input through one node that undoes what was done to it here. */
function through<P extends PrimitiveName>(tensor: HostTensor, primitive: P, attributes: PrimitiveAttributes[P]): Feed {
  return { parameter: { role: 'input', tensor }, connect: (writer, id) => writer.one(primitive, [id!], attributes) }
}

/** The operand itself, as an input. */
export const direct = (tensor: HostTensor): Feed => ({ parameter: { role: 'input', tensor }, connect: (_, id) => id! })

const reversedAxes = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => rank - 1 - axis)

const transposed: FeedRule = (operand) => {
  const { length: rank } = operand.shape
  const attributes = { permutation: reversedAxes(rank) }
  return rank < 2 ? undefined : through(referenceNode('transpose', [operand], attributes)[0]!, 'transpose', attributes)
}

/** What a strided read must step over: poison in floats, a number that no sample expects in integers. */
const junk = (dtype: DType): HostTensor => hostTensor(dtype, [], [isFloat(dtype) ? Number.NaN : 77])

/** Every second element of a larger tensor, from the second on, with junk between and around. */
const sliced: FeedRule = (operand) => {
  const { shape, dtype } = operand
  if (shape.length === 0) return undefined
  const all = (value: number): number[] => shape.map(() => value)
  const [larger] = referenceNode('pad', [operand, junk(dtype)], { low: all(1), high: all(2), interior: all(1) })
  const limits = shape.map((extent) => (extent === 0 ? 1 : 2 * extent))
  return through(larger!, 'slice', { starts: all(1), limits, strides: all(2) })
}

/** The first element along the first axis, repeated. */
const repeated: FeedRule = (operand) => {
  const { shape } = operand
  if (shape.length === 0 || shape[0]! < 2) return undefined
  const attributes = { starts: shape.map(() => 0), limits: [1, ...shape.slice(1)], strides: shape.map(() => 1) }
  return through(referenceNode('slice', [operand], attributes)[0]!, 'broadcast', { shape })
}

const flipped: FeedRule = (operand) => {
  if (operand.shape.length === 0) return undefined
  const attributes = { axes: operand.shape.map((_, axis) => axis) }
  return through(referenceNode('flip', [operand], attributes)[0]!, 'flip', attributes)
}

const reshaped: FeedRule = (operand) =>
  operand.shape.length === 1
    ? undefined
    : through({ ...operand, shape: [operand.bits.length] }, 'reshape', { shape: operand.shape })

/** Operands of one node in layouts that differ. */
const mixed: FeedRule = (operand, index) => {
  const rules: readonly FeedRule[] = [sliced, () => undefined, transposed, repeated]
  return rules[index % rules.length]!(operand, index)
}

const asScalar: FeedRule = (tensor) =>
  tensor.shape.length > 0 ? undefined : { parameter: { role: 'scalar', tensor }, connect: (_, id) => id! }

const asState: FeedRule = (tensor) => ({ parameter: { role: 'state', tensor }, connect: (_, id) => id! })

/** Every element a literal: what a compiler folds when it compiles must be what it computes when it runs. */
const folded: FeedRule = ({ dtype, shape, ...operand }) => ({
  connect(writer) {
    const numbers = numbersOf({ dtype, shape, ...operand })
    const isUniform = numbers.length > 0 && numbers.every((value) => Object.is(value, numbers[0]))
    if (isUniform) return writer.constant(numbers[0]!, { dtype, shape })
    const elements = numbers.map((value) => writer.constant(value, { dtype, shape: [1] }))
    const row = elements.length > 0 ? writer.one('concat', elements, { axis: 0 }) : writer.constant(0, { dtype, shape: [0] })
    return shape.length === 1 ? row : writer.one('reshape', [row], { shape })
  },
})

const mostLiterals = 12

/** Elementwise primitives can do with some of the elements, spread over all; others need all of them. */
function fewElements(primitive: PrimitiveName, operands: readonly HostTensor[]): readonly HostTensor[] | undefined {
  const count = Math.max(0, ...operands.map(({ bits }) => bits.length))
  if (count <= mostLiterals) return operands
  if (!isElementwise(primitive)) return undefined
  const picked = Array.from({ length: mostLiterals }, (_, i) => Math.floor((i * count) / mostLiterals + i / 3) % count)
  return operands.map((operand) => {
    const numbers = numbersOf(operand)
    return hostTensor(
      operand.dtype,
      [mostLiterals],
      picked.map((at) => numbers[at]!),
    )
  })
}

/** 0, 1, 2, ... along the last axis. */
const counted: FeedRule = ({ dtype, shape }) =>
  shape.length === 0 || dtype === 'bool'
    ? undefined
    : { connect: (writer) => writer.one('iota', [], { shape, dtype, axis: shape.length - 1 }) }

/** All layouts; the first is the plain one. */
export const layouts: readonly Layout[] = [
  { name: 'inputs', feed: direct, isDirect: true },
  { name: 'transposed', feed: transposed },
  { name: 'strided slices', feed: sliced },
  { name: 'broadcast', feed: repeated },
  { name: 'flipped', feed: flipped },
  { name: 'reshaped', feed: reshaped },
  { name: 'one strided, one not', feed: mixed },
  { name: 'scalars', feed: asScalar, isDirect: true },
  { name: 'states', feed: asState, isDirect: true },
  { name: 'constants', feed: folded, shorten: fewElements },
  { name: 'counts', feed: counted },
]

const thoroughDTypes: readonly (DType | undefined)[] = ['float32', 'int32', undefined]
const layoutsPerSample = 3

/** Which layouts are tried: all, or those that need no other primitive. */
export type LayoutChoice = 'all' | 'direct'

/**
 * The layouts for sample number `index` of a dtype: the direct ones where only these are chosen; otherwise all of them for the commonest dtypes. For others the plain one and a few that
 * change from sample to sample, so that every dtype meets every layout and the suite stays quick.
 */
export function layoutsFor(dtype: DType | undefined, index: number, choice: LayoutChoice): readonly Layout[] {
  if (choice === 'direct') return layouts.filter(({ isDirect }) => isDirect)
  if (thoroughDTypes.includes(dtype)) return layouts
  const [plain, ...others] = layouts
  return [plain!, ...Array.from({ length: layoutsPerSample }, (_, i) => others[(index * layoutsPerSample + i) % others.length]!)]
}

/** The operands that a layout makes of a program's parameters, by the reference. */
export function evaluateOperands(
  writer: ProgramWriter,
  ids: readonly ValueId[],
  parameters: readonly HostTensor[],
): HostTensor[] {
  const { graph } = writer.program({ outputs: ids })
  // A graph without states: their new values are of no interest here.
  const bits = evaluateGraph(
    { ...graph, results: ids },
    parameters.map((parameter) => parameter.bits),
  )
  return ids.map((id, index) => ({ ...writer.typeOf(id), bits: bits[index]! }))
}
