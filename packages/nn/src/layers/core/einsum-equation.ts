/** What the equation of EinsumDense says about the shapes of inputs, kernels, biases and outputs. */
import { ArgumentError, formatShape, type Shape, ShapeError } from '@neurite/core'
import type { Fans } from '../../initializers/fans.ts'
import type { BatchShape } from '../batch-shape.ts'

/** The equation in parts: one letter per axis. */
export interface EinsumEquation {
  readonly input: string
  readonly kernel: string
  readonly output: string
  /** Where further axes stand that the kernel leaves alone: at the beginning, at the end, or nowhere. */
  readonly elided: 'left' | 'right' | 'none'
}

/** The shapes that an equation makes for an input. */
export interface EinsumShapes {
  readonly kernel: Shape
  readonly bias: Shape
  readonly output: BatchShape
  readonly fans: Fans
}

const forms: readonly (readonly [EinsumEquation['elided'], RegExp])[] = [
  ['none', /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)$/],
  ['left', /^\.\.\.([a-zA-Z]+),([a-zA-Z]+)->\.\.\.([a-zA-Z]+)$/],
  ['right', /^([a-zA-Z]{2,})\.\.\.,([a-zA-Z]+)->([a-zA-Z]+)\.\.\.$/],
]

/** @throws ArgumentError when the equation has another form, or the kernel or the output letters of their own */
export function parseEquation(call: string, equation: string): EinsumEquation {
  const text = typeof equation === 'string' ? equation.replaceAll(' ', '') : ''
  const found = forms.flatMap(([elided, form]) => {
    const [, input, kernel, output] = form.exec(text) ?? []
    return input && kernel && output ? [{ input, kernel, output, elided }] : []
  })
  const [parsed] = found
  if (!parsed) {
    throw new ArgumentError(
      `${call}: expected an equation such as "abc,cd->abd", "...x,xy->...y" or "ab...,bc->ac...", got ${JSON.stringify(equation)}`,
    )
  }
  const { input, kernel, output } = parsed
  const check = (letters: string, known: string, message: string): void => {
    const stray = [...letters].find((letter) => !known.includes(letter))
    if (stray) throw new ArgumentError(`${call}: "${stray}" in "${equation}" ${message}`)
  }
  check(output, input + kernel, 'is an axis of the output, but neither of the input nor of the kernel')
  check(kernel, input + output, 'is an axis of the kernel, but neither of the input nor of the output')
  return parsed
}

/** The extents by letter; what the output leaves open comes from the input. */
function extentsOf(path: string, letters: readonly (readonly [string, number | null])[]): ReadonlyMap<string, number | null> {
  const extents = new Map<string, number | null>()
  for (const [letter, extent] of letters) {
    const known = extents.get(letter) ?? null
    if (known !== null && extent !== null && known !== extent) {
      throw new ShapeError(
        `${path}: expected one extent for the axis "${letter}" of the equation, got ${known} in the input and ${extent} in outputShape; make them equal`,
      )
    }
    extents.set(letter, known ?? extent)
  }
  return extents
}

/**
 * The shapes for an input.
 *
 * @param outputShape - of the axes after the batch axis and without those behind the dots; null where the input says it
 * @param biasAxes - letters of the output along which there is a bias
 * @throws ShapeError when the input does not fit
 */
export function einsumShapes(
  path: string,
  { input, kernel, output, elided }: EinsumEquation,
  inputShape: BatchShape,
  outputShape: BatchShape,
  biasAxes: string,
): EinsumShapes {
  const further = inputShape.length - input.length
  if (further < 0 || (elided === 'none' && further > 0)) {
    const dots = elided === 'none' ? '' : ' or more'
    throw new ShapeError(
      `${path}: expected an input of ${input.length}${dots} axes, as the equation names, got shape ${formatShape(inputShape)}`,
    )
  }
  const own = elided === 'left' ? inputShape.slice(further) : inputShape.slice(0, input.length)
  // Behind leading dots, the batch axis has no letter.
  const left = elided === 'left' ? further : 0
  const stated = left > 0 ? outputShape : [inputShape[0]!, ...outputShape]
  if (stated.length !== output.length) {
    throw new ShapeError(
      `${path}: expected an outputShape of ${output.length - stated.length + outputShape.length} axes for "${output}", got ${formatShape(outputShape)}; leave out the batch axis`,
    )
  }
  const extents = extentsOf(path, [
    ...own.map((extent, axis) => [input[axis]!, extent] as const),
    ...stated.map((extent, axis) => [output[axis]!, extent] as const),
  ])
  const fixed = (letter: string): number => {
    const extent = extents.get(letter)
    if (extent) return extent
    throw new ShapeError(
      `${path}: expected the axis "${letter}" of the equation to have a fixed, positive size, got shape ${formatShape(inputShape)}; set inputShape`,
    )
  }
  const product = (letters: readonly string[]): number => letters.reduce((size, letter) => size * fixed(letter), 1)
  const firstBias = Math.min(...[...biasAxes].map((letter) => output.indexOf(letter)))
  const biasLetters = biasAxes === '' ? [] : [...output].slice(firstBias)
  const trailing = elided === 'right' ? further : 0
  return {
    kernel: [...kernel].map(fixed),
    bias: [
      ...biasLetters.map((letter) => (biasAxes.includes(letter) ? fixed(letter) : 1)),
      ...Array.from({ length: trailing }, () => 1),
    ],
    output: [
      ...inputShape.slice(0, left),
      ...[...output].map((letter) => extents.get(letter) ?? null),
      ...inputShape.slice(inputShape.length - trailing),
    ],
    fans: {
      fanIn: product([...kernel].filter((letter) => !output.includes(letter))),
      fanOut: product([...kernel].filter((letter) => output.includes(letter))),
    },
  }
}
