/** Lowers dynamicSlice and dynamicUpdateSlice: a block whose place is known only when the program runs. */
import { sizeOf, stridesOf, type Shape } from '@neurite/core'
import { operandsOf, type Lowering, resultsOf } from '../kernel/task.ts'
import type { TaskWriter } from '../kernel/task-writer.ts'
import { perElement } from './per-element.ts'

/** Where the block begins, one number per axis, so that it fits. */
const startsOf = (code: TaskWriter, first: number, shape: Shape, sizes: Shape): string[] =>
  shape.map((extent, axis) => code.let(`clamp(${code.load(first + axis, 'int32', '0')}, 0, ${extent - sizes[axis]!})`, 'start'))

const flatOf = (indices: readonly string[], shape: Shape): string => {
  const strides = stridesOf(shape)
  return indices.map((index, axis) => `(${index}) * ${strides[axis]}`).join(' + ') || '0'
}

/** Lowering of dynamicSlice. */
export const dynamicSlice: Lowering<'dynamicSlice'> = ({ attributes: { sizes }, operands, results }) => {
  const { shape, dtype } = operands[0]!
  return perElement(
    `dynamicSlice ${sizes.join('x')}`,
    { reads: operandsOf({ operands }), writes: resultsOf({ results }) },
    sizes,
    (code, point, flat) => {
      const starts = startsOf(code, 1, shape, sizes)
      code.store(
        0,
        dtype,
        flat,
        code.load(
          0,
          dtype,
          flatOf(
            point.map((index, axis) => `${index} + ${starts[axis]}`),
            shape,
          ),
        ),
      )
    },
  )
}

/** Lowering of dynamicUpdateSlice. */
export const dynamicUpdateSlice: Lowering<'dynamicUpdateSlice'> = ({ operands, results }) => {
  const [{ shape, dtype }, { shape: sizes }] = [operands[0]!, operands[1]!]
  return perElement(
    `dynamicUpdateSlice ${shape.join('x')}`,
    { reads: operandsOf({ operands }), writes: resultsOf({ results }) },
    shape,
    (code, point, flat) => {
      const value = code.name('value')
      code.line(`var ${value} = ${code.load(0, dtype, flat)};`)
      if (sizeOf(sizes) > 0) {
        const starts = startsOf(code, 2, shape, sizes)
        const inside = point.map((index, axis) => code.let(`${index} - ${starts[axis]}`, 'in'))
        const isIn = inside.map((index, axis) => `${index} >= 0 && ${index} < ${sizes[axis]}`).join(' && ') || 'true'
        code.block(`if (${isIn})`, () => code.line(`${value} = ${code.load(1, dtype, flatOf(inside, sizes))};`))
      }
      code.store(0, dtype, flat, value)
    },
  )
}
