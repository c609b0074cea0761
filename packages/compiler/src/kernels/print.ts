/** Prints kernels, for people and for golden files. */
import { formatType, type ValueId } from '@neurite/core'
import type { Affine } from '../index-map/affine.ts'
import type { Instruction, KernelCall, KernelGraph, ProductKernel, Store } from './kernel.ts'

const axisNames = 'ijklmnopqrstuvwxyz'

/** `[128i + j]`, in elements. */
function place({ offset, strides }: Affine): string {
  const terms = strides.flatMap((stride, axis) => {
    const name = axisNames[axis] ?? `i${axis}`
    return stride === 0 ? [] : [stride === 1 ? name : `${stride}${name}`]
  })
  if (offset !== 0 || terms.length === 0) terms.push(String(offset))
  return `[${terms.join(' + ').replaceAll('+ -', '- ')}]`
}

function expression(instruction: Instruction, operands: readonly ValueId[]): string {
  switch (instruction.op) {
    case 'load':
      return `%${operands[instruction.operand]}${place(instruction.at)}`
    case 'constant':
      return Object.is(instruction.value, -0) ? '-0' : String(instruction.value)
    case 'index':
      return place(instruction.at).slice(1, -1)
    case 'apply':
      return `${instruction.primitive}(${instruction.operands.map((id) => `t${id}`).join(', ')})`
    case 'reduce':
      return `${instruction.primitive}(t${instruction.operand})`
    case 'product':
      return 'product'
  }
}

const storeLine = ({ result, at, instruction }: Store, results: readonly ValueId[]): string =>
  `    %${results[result]}${place(at)} = t${instruction}`

function loops(extents: readonly number[], kept: number): string {
  const names = extents.map((extent, axis) => `${axisNames[axis] ?? `i${axis}`} < ${extent}`)
  const [outer, inner] = [names.slice(0, kept).join(', '), names.slice(kept).join(', ')]
  return inner ? `(${outer}) over (${inner})` : `(${outer})`
}

/** `product (i < 32, j < 10) of %1[128i] by 1 and %2[j] by 10 over 128`: places at the first term, and the steps between terms. */
function productHead({ extents, contracting, factors }: ProductKernel, operands: readonly ValueId[]): string {
  const sides = factors.map(({ operand, at, steps }) => `%${operands[operand]}${place(at)} by ${steps.join(', ')}`)
  return `  product ${loops(extents, extents.length)} of ${sides.join(' and ')} over ${contracting.join(', ')}`
}

/** `{axis=0, reverse=false}`, with nothing of the graphs that loops and branches hold. */
function attributesText(attributes: object): string {
  const text = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(text).join(',')}]`
    return typeof value === 'object' ? '{…}' : String(value)
  }
  const entries = Object.entries(attributes).map(([name, value]) => `${name}=${text(value)}`)
  return entries.length === 0 ? '' : ` {${entries.join(', ')}}`
}

function printCall({ kernel, operands, results }: KernelCall): string[] {
  if (kernel.kind === 'node') {
    const [made, given] = [results, operands].map((ids) => ids.map((id) => `%${id}`).join(', '))
    return [`  ${made} = ${kernel.primitive}(${given})${attributesText(kernel.attributes)}`]
  }
  const head = kernel.kind === 'product' ? productHead(kernel, operands) : `  loop ${loops(kernel.extents, kernel.kept)}`
  const lines = kernel.body.map((instruction, id) => `    t${id} ${instruction.dtype} = ${expression(instruction, operands)}`)
  return [`${head} {`, ...lines, ...kernel.stores.map((store) => storeLine(store, results)), '  }']
}

/**
 * Kernels as text.
 *
 * @example
 * `loop (i < 4) { t0 float32 = %0[i] … }`
 */
export function printKernels({ values, parameters, calls, results, rootOf }: KernelGraph): string {
  const declared = values.slice(0, parameters).map((type, id) => `%${id} ${formatType(type)}`)
  return [
    `kernels(${declared.join(', ')}) {`,
    ...calls.flatMap(printCall),
    `  return ${results.map((id) => `%${rootOf(id)}`).join(', ')}`,
    '}',
  ].join('\n')
}
