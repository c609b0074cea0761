/** Lowers the windows of pooling: one invocation for each result. */
import { type DType, type Shape, sizeOf, stridesOf, type TensorType, type WindowAttributes } from '@neurite/core'
import { type Lowering, operandsOf, resultsOf, type Task, type Value } from '../kernel/task.ts'
import { scalarOf, type TaskWriter } from '../kernel/task-writer.ts'
import { applyScalar, constantText, roundedTo, sumDType } from '../scalar/operations.ts'
import { beatsText } from './beats.ts'
import { perElement, perElementTask } from './per-element.ts'
import { pointOf } from './places.ts'

const flatOf = (indices: readonly string[], shape: Shape): string => {
  const strides = stridesOf(shape)
  return indices.map((index, axis) => `${index} * ${strides[axis]}`).join(' + ') || '0'
}

const insideText = (indices: readonly string[], shape: Shape): string =>
  indices.map((index, axis) => `${index} >= 0 && ${index} < ${shape[axis]}`).join(' && ') || 'true'

/** Goes through the cells under a window at a position, in the order of the window. */
function overCells(
  code: TaskWriter,
  { window, strides, low, dilations }: WindowAttributes,
  cells: Shape,
  position: readonly string[],
  visit: (cell: string) => void,
): void {
  code.loop({ to: String(sizeOf(window)) }, (tap) => {
    const taps = pointOf(code, tap, window)
    const cell = position.map((p, axis) =>
      code.let(`${p} * ${strides[axis]} + ${taps[axis]} * ${dilations[axis]} - ${low[axis]}`, 'cell'),
    )
    code.block(`if (${insideText(cell, cells)})`, () => visit(code.let(flatOf(cell, cells), 'from')))
  })
}

const least: Partial<Record<DType, number>> = { int32: -(2 ** 31), uint32: 0, int8: -128, uint8: 0, bool: 0 }

/** Lowering of windowSum and windowMax. */
export const windowReduce =
  (name: 'windowSum' | 'windowMax'): Lowering<'windowSum' | 'windowMax'> =>
  ({ attributes, operands, results }) => {
    const { shape: cells, dtype } = operands[0]!
    const values = { reads: operandsOf({ operands }), writes: resultsOf({ results }) }
    const [operation, first] = name === 'windowSum' ? (['add', 0] as const) : (['max', least[dtype] ?? -Infinity] as const)
    return perElement(`${name} ${results[0]!.shape.join('x')}`, values, results[0]!.shape, (code, point, flat) => {
      const sum = code.name('sum')
      code.line(`var ${sum} = ${constantText(code, first, dtype)};`)
      overCells(code, attributes, cells, point, (cell) =>
        code.line(
          `${sum} = ${applyScalar(code, operation, [sum, code.load(0, dtype, cell)], sumDType(dtype), sumDType(dtype))};`,
        ),
      )
      code.store(0, dtype, flat, roundedTo(code, sum, dtype))
    })
  }

/** Finds the cell with the first greatest key, -1 where there is none. */
function chosenCell(code: TaskWriter, attributes: WindowAttributes, keys: TensorType, point: readonly string[]): string {
  const [chosen, best] = [code.name('chosen'), code.name('best')]
  code.line(`var ${chosen} = -1;`)
  code.line(`var ${best}: ${scalarOf(keys.dtype)};`)
  overCells(code, attributes, keys.shape, point, (cell) => {
    const key = code.let(code.load(0, keys.dtype, cell), 'key')
    code.block(`if (${chosen} < 0 || ${beatsText(code, key, best, keys.dtype, true)})`, () => {
      code.line(`${chosen} = ${cell};`)
      code.line(`${best} = ${key};`)
    })
  })
  return chosen
}

/** Lowering of windowSelect. */
export const windowSelect: Lowering<'windowSelect'> = ({ attributes, operands, results }) => {
  const [keys, x] = [operands[0]!, operands[1]!]
  const values = { reads: operandsOf({ operands }), writes: resultsOf({ results }) }
  return perElement(`windowSelect ${results[0]!.shape.join('x')}`, values, results[0]!.shape, (code, point, flat) => {
    const chosen = chosenCell(code, attributes, keys, point)
    const value = code.name('value')
    code.line(`var ${value} = ${constantText(code, 0, x.dtype)};`)
    code.line(`if (${chosen} >= 0) { ${value} = ${code.load(1, x.dtype, chosen)}; }`)
    code.store(0, x.dtype, flat, value)
  })
}

/** Lowering of windowScatter: which cell each position chooses, then for each cell the positions that chose it. */
export const windowScatter: Lowering<'windowScatter'> = ({ attributes, operands, results }) => {
  const [keys, g] = [operands[0]!, operands[1]!]
  const { window, strides, low, dilations } = attributes
  const choices: Value = { temporary: 0 }
  const choose: Task = perElementTask(
    `windowScatter choice ${g.shape.join('x')}`,
    { reads: [{ operand: 0 }], writes: [choices] },
    g.shape,
    (code, point, flat) => code.store(0, 'int32', flat, chosenCell(code, attributes, keys, point)),
  )
  const collect: Task = perElementTask(
    `windowScatter ${keys.shape.join('x')}`,
    { reads: [choices, { operand: 1 }], writes: resultsOf({ results }) },
    keys.shape,
    (code, point, flat) => {
      const sum = code.name('sum')
      code.line(`var ${sum} = ${constantText(code, 0, g.dtype)};`)
      // The last place in the window belongs to the first position.
      code.loop({ to: String(sizeOf(window)) }, (tap) => {
        const taps = pointOf(code, `(${sizeOf(window) - 1} - ${tap})`, window)
        const shifted = point.map((cell, axis) =>
          code.let(`${cell} + ${low[axis]} - ${taps[axis]} * ${dilations[axis]}`, 'shift'),
        )
        const position = shifted.map((shift, axis) => code.let(`${shift} / ${strides[axis]}`, 'position'))
        const isWhole = shifted.map((shift, axis) => `${shift} >= 0 && ${shift} % ${strides[axis]} == 0`).join(' && ') || 'true'
        code.block(`if (${isWhole} && ${insideText(position, g.shape)})`, () => {
          const from = code.let(flatOf(position, g.shape), 'from')
          const inner = sumDType(g.dtype)
          const added = applyScalar(code, 'add', [sum, code.load(1, g.dtype, from)], inner, inner)
          code.line(`if (${code.load(0, 'int32', from)} == ${flat}) { ${sum} = ${added}; }`)
        })
      })
      code.store(0, g.dtype, flat, roundedTo(code, sum, g.dtype))
    },
  )
  return { tasks: [choose, collect], temporaries: [{ shape: g.shape, dtype: 'int32' }] }
}
