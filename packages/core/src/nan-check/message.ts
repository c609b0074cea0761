/** The words of a NonFiniteError: what made NaN or Infinity, where the user called for it, and what helps. */
import type { AnyGraphNode, Graph } from '../graph/graph.ts'
import { formatType } from '../graph/print.ts'
import type { PrimitiveName } from '../primitives/attributes.ts'
import type { Blame, Enclosing } from './blame.ts'

/** What helps where a primitive makes NaN or Infinity. */
const fixes: Partial<Record<PrimitiveName, string>> = {
  log: 'log(0) is -Infinity and log of a negative number NaN; keep the operand above 0, as with x.maximum(1e-7)',
  log1p: 'log1p(-1) is -Infinity and below -1 it is NaN; keep the operand above -1',
  div: 'a division by 0; keep the divisor away from 0, as with y.add(1e-7)',
  mod: 'the remainder of a division by 0 is NaN; keep the divisor away from 0',
  sqrt: 'sqrt of a negative number is NaN; keep the operand at 0 or above',
  rsqrt: 'rsqrt(0) is Infinity and of a negative number NaN; keep the operand above 0',
  exp: 'the result is too great for the dtype; subtract the maximum first, as softmax and logSumExp do',
  expm1: 'the result is too great for the dtype; bound the operand',
  pow: '0 to a negative power is Infinity, a negative number to a fractional power NaN; bound the operands',
  sub: 'Infinity minus Infinity is NaN; the operands are too great',
  atanh: 'atanh is finite between -1 and 1 only; bound the operand',
  acosh: 'acosh is defined from 1 on; bound the operand',
  asin: 'asin is defined from -1 to 1; bound the operand',
  acos: 'acos is defined from -1 to 1; bound the operand',
  cast: 'the value is too great for the dtype; scale it down, or keep the wider dtype',
}

const outOfBounds = 'the values have grown too great for the dtype; lower the learning rate, clip gradients, or scale the inputs'

const typesOf = (graph: Graph, ids: readonly number[]): string => ids.map((id) => formatType(graph.values[id]!)).join(', ')

const signatureOf = ({ node, graph }: Blame): string =>
  `${node.primitive}(${typesOf(graph, node.operands)}) -> ${typesOf(graph, node.results)}`

/** A magnitude with as many digits as tell something. */
const formatMagnitude = (magnitude: number | undefined): string =>
  magnitude === undefined ? 'none' : String(Number(magnitude.toPrecision(4)))

/** What the node was given: how great it was tells what to do. */
function operandsNote({ operands, made }: Blame): string {
  if (operands.length === 0) return ''
  const isFinite = made === 'Infinity' || operands.every((magnitude) => magnitude === undefined || Number.isFinite(magnitude))
  const one = operands.length === 1
  const given = isFinite
    ? one
      ? 'a finite operand'
      : 'finite operands'
    : one
      ? 'an operand without NaN'
      : 'operands without NaN'
  if (operands.length > 4) return ` out of ${given}`
  return ` out of ${given} (greatest magnitude: ${operands.map(formatMagnitude).join(', ')})`
}

/** Where a node comes from, as far as that is known. */
function placeOf({ origin }: AnyGraphNode): string {
  if (!origin) return ''
  return `${origin.layer === undefined ? '' : `, in layer ${origin.layer}`}, called for at ${origin}`
}

const enclosingNote = ({ node, step }: Enclosing): string =>
  `, inside ${step === undefined ? '' : `step ${step} of `}${node.primitive}${node.origin ? ` (${node.origin})` : ''}`

/** The message about a node; it begins with the call that ran it, where that has a name. */
export function blameMessage(call: string | undefined, blame: Blame): string {
  const { node, made, enclosing } = blame
  const around = [...enclosing].reverse().map(enclosingNote).join('')
  const what = `${signatureOf(blame)} gave ${made}${operandsNote(blame)}${placeOf(node)}${around}`
  const ignore = made === 'Infinity' ? '; where it is meant to be infinite, use nanCheck: { infinity: false }' : ''
  return `${call === undefined ? '' : `${call}: `}${what}; ${fixes[node.primitive] ?? outOfBounds}${ignore}`
}

/** The message about NaN that was there before. */
export const nanParameterMessage = (call: string | undefined, name: string, type: string): string =>
  `${call === undefined ? '' : `${call}: `}NaN comes in with ${name} (${type}) and reaches a result; no operation made it: look for it in the data`
