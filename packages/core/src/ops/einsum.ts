/** Einstein summation: contractions, products, sums, diagonals and transpositions written as letters. */
import { promote } from '../dtype/promote.ts'
import { ArgumentError, ShapeError } from '../errors/errors.ts'
import { formatShape } from '../shape/shape.ts'
import { applyPrimitive, besides, Tensor, type TensorLike, toTensor } from '../tensor/tensor.ts'
import { diagonal } from './diagonals.ts'

/** A tensor whose axes have names: letters, and `.1`, `.2`, ... for those behind an ellipsis, counted from the last. */
interface Labelled {
  readonly x: Tensor
  readonly labels: readonly string[]
}

const fail = (equation: string, what: string): never => {
  throw new ArgumentError(`einsum("${equation}"): ${what}`)
}

/** Names of `count` axes behind an ellipsis. */
const dots = (count: number): string[] => Array.from({ length: count }, (_, i) => `.${count - i}`)

/** The letters of one operand or of the result, with the ellipsis as one entry. */
function letters(equation: string, term: string): string[] {
  const found = term.match(/\.\.\.|./g) ?? []
  const wrong = found.find((letter) => !/^([a-zA-Z]|\.\.\.)$/.test(letter))
  if (wrong !== undefined) fail(equation, `expected letters and "...", got "${wrong}"`)
  if (found.filter((letter) => letter === '...').length > 1) fail(equation, `"${term}" has more than one ellipsis`)
  return found
}

function labelsOf(equation: string, term: string, { shape }: Tensor): string[] {
  const found = letters(equation, term)
  const hidden = shape.length - found.filter((letter) => letter !== '...').length
  if (hidden < 0 || (hidden > 0 && !found.includes('...'))) {
    throw new ShapeError(
      `einsum("${equation}"): "${term}" names ${shape.length - hidden} axes, the operand has shape ${formatShape(shape)}`,
    )
  }
  return found.flatMap((letter) => (letter === '...' ? dots(hidden) : [letter]))
}

/** The labels of the result: as stated, or those that stand once, in order, after the ellipsis. */
function resultLabels(equation: string, stated: string | undefined, operands: readonly Labelled[]): string[] {
  const all = operands.flatMap(({ labels }) => labels)
  const most = Math.max(0, ...operands.map(({ labels }) => labels.filter((label) => label.startsWith('.')).length))
  if (stated === undefined) {
    const once = all.filter((label) => !label.startsWith('.') && all.indexOf(label) === all.lastIndexOf(label))
    return [...dots(most), ...once.sort()]
  }
  const labels = letters(equation, stated).flatMap((letter) => (letter === '...' ? dots(most) : [letter]))
  const wrong = labels.find((label, i) => labels.indexOf(label) !== i || !all.includes(label))
  if (wrong !== undefined) fail(equation, `"${wrong}" in the result must stand there once and in an operand`)
  return labels
}

/** Extent of each label; axes behind an ellipsis broadcast. */
function extentsOf(equation: string, operands: readonly Labelled[]): Map<string, number> {
  const extents = new Map<string, number>()
  for (const { x, labels } of operands) {
    labels.forEach((label, axis) => {
      const [known, extent] = [extents.get(label), x.shape[axis]!]
      if (known === undefined || (known === 1 && label.startsWith('.'))) extents.set(label, extent)
      else if (extent !== known && !(extent === 1 && label.startsWith('.'))) {
        throw new ShapeError(
          `einsum("${equation}"): axis "${label}" has extent ${known} in one place and ${extent} in another; they must be equal`,
        )
      }
    })
  }
  return extents
}

/** With each label once: a repeated one is read along the diagonal. */
function withoutRepeats({ x, labels }: Labelled): Labelled {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) !== axis)
  if (second < 0) return { x, labels }
  const first = labels.indexOf(labels[second]!)
  const rest = labels.filter((_, axis) => axis !== first && axis !== second)
  return withoutRepeats({ x: diagonal(x, { axes: [first, second] }), labels: [...rest, labels[first]!] })
}

/** Without axes of extent 1 that another operand broadcasts. */
function withoutBroadcast({ x, labels }: Labelled, extents: ReadonlyMap<string, number>): Labelled {
  const drop = labels.flatMap((label, axis) => (x.shape[axis] === 1 && extents.get(label) !== 1 ? [axis] : []))
  return { x: x.squeeze(drop), labels: labels.filter((_, axis) => !drop.includes(axis)) }
}

/** Sums over the labels that nothing else needs. */
function sumAway({ x, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const axes = labels.flatMap((label, axis) => (needed.has(label) ? [] : [axis]))
  if (axes.length === 0) return { x, labels }
  return { x: applyPrimitive('reduceSum', [x], { axes }, 'einsum'), labels: labels.filter((label) => needed.has(label)) }
}

/** Axes put in order of `to`; labels that are missing get an axis of extent 1. */
function arrange({ x, labels }: Labelled, to: readonly string[]): Tensor {
  const present = to.filter((label) => labels.includes(label))
  const ordered = x.transpose(present.map((label) => labels.indexOf(label)))
  let next = 0
  return ordered.reshape(to.map((label) => (labels.includes(label) ? ordered.shape[next++]! : 1)))
}

/** The product of two operands, summed over the labels that both have and nothing else needs. */
function multiply(a: Labelled, b: Labelled, needed: ReadonlySet<string>): Labelled {
  const left = sumAway(a, new Set([...needed, ...b.labels]))
  const right = sumAway(b, new Set([...needed, ...a.labels]))
  const shared = left.labels.filter((label) => right.labels.includes(label))
  const [batch, summed] = [shared.filter((label) => needed.has(label)), shared.filter((label) => !needed.has(label))]
  const free = ({ labels }: Labelled): string[] => labels.filter((label) => !shared.includes(label))
  const labels = [...batch, ...free(left), ...free(right)]
  if (summed.length === 0) return { x: arrange(left, labels).mul(arrange(right, labels)), labels }
  const axesIn = (list: readonly string[], { labels: own }: Labelled): number[] => list.map((label) => own.indexOf(label))
  const attributes = {
    lhsBatch: axesIn(batch, left),
    rhsBatch: axesIn(batch, right),
    lhsContracting: axesIn(summed, left),
    rhsContracting: axesIn(summed, right),
  }
  return { x: applyPrimitive('dotGeneral', [left.x, right.x], attributes, 'einsum'), labels }
}

/** Multiplies the operands in pairs, always the pair with the smallest product. */
function contractAll(operands: readonly Labelled[], result: readonly string[], extents: ReadonlyMap<string, number>): Labelled {
  const [first, second, ...others] = operands
  if (!second) return sumAway(first!, new Set(result))
  if (others.length === 0) return multiply(first!, second, new Set(result))
  const pairs = operands.flatMap((a, i) => operands.slice(i + 1).map((b) => [a, b] as const))
  const neededBeside = ([a, b]: readonly [Labelled, Labelled]): Set<string> =>
    new Set([...result, ...operands.filter((o) => o !== a && o !== b).flatMap(({ labels }) => labels)])
  const costs = pairs.map((pair) => {
    const needed = neededBeside(pair)
    const kept = new Set(pair.flatMap(({ labels }) => labels).filter((label) => needed.has(label)))
    return [...kept].reduce((size, label) => size * extents.get(label)!, 1)
  })
  const best = pairs[costs.indexOf(Math.min(...costs))]!
  const product = multiply(best[0], best[1], neededBeside(best))
  return contractAll([...operands.filter((o) => !best.includes(o)), product], result, extents)
}

/**
 * Sums products as Einstein's notation says.
 *
 * Letters name the axes of each operand; those that the result does not name are summed over. A letter that stands twice in one
 * operand reads a diagonal. `...` stands for further axes, which broadcast. Without `->` the result has the letters that stand once.
 *
 * @shape operands with one axis per letter -> one axis per letter of the result
 * @throws ArgumentError when the equation is not understood; ShapeError when shapes do not fit it
 * @example
 * ```ts
 * const scores = einsum('bqhd,bkhd->bhqk', query, key)
 * ```
 */
export function einsum(equation: string, ...operands: readonly TensorLike[]): Tensor {
  return besides(operands, () => evaluate(equation, operands))
}

function evaluate(equation: string, operands: readonly TensorLike[]): Tensor {
  const [inputs = '', stated, ...rest] = equation.replaceAll(' ', '').split('->')
  const terms = inputs.split(',')
  if (rest.length > 0) fail(equation, 'expected one "->"')
  if (terms.length !== operands.length) fail(equation, `names ${terms.length} operands, got ${operands.length}`)
  const given = operands.map((operand) => toTensor('einsum', operand))
  const dtype = given.map((x) => x.dtype).reduce(promote)
  const tensors = given.map((x) => x.cast(dtype === 'bool' ? 'int32' : dtype))
  const labelled = tensors.map((x, i) => ({ x, labels: labelsOf(equation, terms[i]!, x) }))
  const result = resultLabels(equation, stated, labelled)
  const extents = extentsOf(equation, labelled)
  const single = labelled.map((operand) => withoutBroadcast(withoutRepeats(operand), extents))
  return arrange(contractAll(single, result, extents), result)
}
