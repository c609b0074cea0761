/** Lowers convolutions that are no products: grouped ones, and those whose padding or strides the compiler left as they are. */
import { type ConvAttributes, type Shape, sizeOf, stridesOf } from '@neurite/core'
import { type Lowering, operandsOf, resultsOf } from '../kernel/task.ts'
import { applyScalar, constantText, roundedTo, sumDType } from '../scalar/operations.ts'
import type { TaskWriter } from '../kernel/task-writer.ts'
import type { DType } from '@neurite/core'
import { perElement } from './per-element.ts'
import { pointOf } from './places.ts'

const flatOf = (indices: readonly string[], shape: Shape): string => {
  const strides = stridesOf(shape)
  return indices.map((index, axis) => `(${index}) * ${strides[axis]}`).join(' + ')
}
const inside = (indices: readonly string[], shape: Shape): string =>
  indices.map((index, axis) => `${index} >= 0 && ${index} < ${shape[axis]}`).join(' && ') || 'true'

/** Adds up products; `body` calls `add` with the two factors. */
function sumOf(code: TaskWriter, dtype: DType, body: (add: (a: string, b: string) => void) => void): string {
  const sum = code.name('sum')
  code.line(`var ${sum} = ${constantText(code, 0, dtype)};`)
  body((a, b) => {
    const inner = sumDType(dtype)
    const product = applyScalar(code, 'mul', [a, b], inner, inner)
    code.line(`${sum} = ${applyScalar(code, 'add', [sum, product], inner, inner)};`)
  })
  return roundedTo(code, sum, dtype)
}

/** The cell under a place of the window at a position. */
const cellAt = (
  code: TaskWriter,
  { strides, low, dilations }: ConvAttributes,
  position: readonly string[],
  tap: readonly string[],
) => position.map((p, axis) => code.let(`${p} * ${strides[axis]} + ${tap[axis]} * ${dilations[axis]} - ${low[axis]}`, 'cell'))

/** Lowering of conv. */
export const conv: Lowering<'conv'> = ({ attributes, operands, results }) => {
  const [x, filter] = [operands[0]!, operands[1]!]
  const { dtype } = x
  const out = results[0]!.shape
  const [kernel, spatial, inputs] = [filter.shape.slice(0, -2), x.shape.slice(1, -1), filter.shape.at(-2)!]
  const outputs = out.at(-1)! / attributes.groups
  return perElement(
    `conv ${out.join('x')}`,
    { reads: operandsOf({ operands }), writes: resultsOf({ results }) },
    out,
    (code, point, flat) => {
      const [n, o] = [point[0]!, point.at(-1)!]
      const sum = sumOf(code, dtype, (add) =>
        code.loop({ to: String(sizeOf(kernel)) }, (t) => {
          const tap = pointOf(code, t, kernel)
          const cell = cellAt(code, attributes, point.slice(1, -1), tap)
          code.block(`if (${inside(cell, spatial)})`, () =>
            code.loop({ to: String(inputs) }, (c) =>
              add(
                code.load(0, dtype, flatOf([n, ...cell, `${o} / ${outputs} * ${inputs} + ${c}`], x.shape)),
                code.load(1, dtype, flatOf([...tap, c, o], filter.shape)),
              ),
            ),
          )
        }),
      )
      code.store(0, dtype, flat, sum)
    },
  )
}

/** Lowering of convInput. */
export const convInput: Lowering<'convInput'> = ({ attributes, operands, results }) => {
  const [g, filter] = [operands[0]!, operands[1]!]
  const { dtype } = g
  const { strides, low, dilations, groups } = attributes
  const out = results[0]!.shape
  const [kernel, positions, inputs] = [filter.shape.slice(0, -2), g.shape.slice(1, -1), filter.shape.at(-2)!]
  const outputs = g.shape.at(-1)! / groups
  return perElement(
    `convInput ${out.join('x')}`,
    { reads: operandsOf({ operands }), writes: resultsOf({ results }) },
    out,
    (code, point, flat) => {
      const [n, i] = [point[0]!, point.at(-1)!]
      const sum = sumOf(code, dtype, (add) =>
        code.loop({ to: String(sizeOf(kernel)) }, (t) => {
          const tap = pointOf(code, t, kernel)
          const shifted = point
            .slice(1, -1)
            .map((cell, axis) => code.let(`${cell} + ${low[axis]} - ${tap[axis]} * ${dilations[axis]}`, 'shift'))
          const position = shifted.map((shift, axis) => code.let(`${shift} / ${strides[axis]}`, 'position'))
          const isWhole = shifted.map((shift, axis) => `${shift} >= 0 && ${shift} % ${strides[axis]} == 0`).join(' && ') || 'true'
          code.block(`if (${isWhole} && ${inside(position, positions)})`, () =>
            code.loop({ to: String(outputs) }, (k) => {
              const o = code.let(`${i} / ${inputs} * ${outputs} + ${k}`, 'o')
              add(
                code.load(0, dtype, flatOf([n, ...position, o], g.shape)),
                code.load(1, dtype, flatOf([...tap, `${i} % ${inputs}`, o], filter.shape)),
              )
            }),
          )
        }),
      )
      code.store(0, dtype, flat, sum)
    },
  )
}

/** Lowering of convFilter. */
export const convFilter: Lowering<'convFilter'> = ({ attributes, operands, results }) => {
  const [x, g] = [operands[0]!, operands[1]!]
  const { dtype } = x
  const out = results[0]!.shape
  const [spatial, positions, inputs] = [x.shape.slice(1, -1), g.shape.slice(1, -1), out.at(-2)!]
  const outputs = g.shape.at(-1)! / attributes.groups
  return perElement(
    `convFilter ${out.join('x')}`,
    { reads: operandsOf({ operands }), writes: resultsOf({ results }) },
    out,
    (code, point, flat) => {
      const [tap, c, o] = [point.slice(0, -2), point.at(-2)!, point.at(-1)!]
      const sum = sumOf(code, dtype, (add) =>
        code.loop({ to: String(g.shape[0]! * sizeOf(positions)) }, (k) => {
          const [n, ...position] = pointOf(code, k, [g.shape[0]!, ...positions])
          const cell = cellAt(code, attributes, position, tap)
          code.block(`if (${inside(cell, spatial)})`, () =>
            add(
              code.load(0, dtype, flatOf([n!, ...cell, `${o} / ${outputs} * ${inputs} + ${c}`], x.shape)),
              code.load(1, dtype, flatOf([n!, ...position, o], g.shape)),
            ),
          )
        }),
      )
      code.store(0, dtype, flat, sum)
    },
  )
}
