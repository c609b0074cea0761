/** Convolutions with one channel in and out per group: products of whole lines of channels. */
import type { FunctionBuilder } from '../assembler/function-builder.ts'
import type { Convolution, Row } from './conv-rows.ts'
import { type Line, loadPart, overLine, partLocals, storePart } from './line.ts'
import { walkCounted } from './nest.ts'
import { byteStrides, movedPointer } from './view.ts'

type Tensor = 'input' | 'filter' | 'output'

/** Adds the products of one row of positions and one tap to the target; what the tap has stays in locals along the row. */
export function emitDepthwise(code: FunctionBuilder, conv: Convolution, target: Tensor, row: Row): void {
  const { dtype } = conv.input
  const line = (of: Tensor): Line => ({ pointer: movedPointer(code, row[of]), dtype })
  const lines = { input: line('input'), filter: line('filter'), output: line('output') }
  overLine(code, conv.groups, Object.values(lines), (block) => {
    const [taps, values, others] = [0, 1, 2].map(() => partLocals(code, block, dtype)) as [number[], number[], number[]]
    const [input, output] = [lines.input, lines.output].map(({ pointer }) => ({ pointer: movedPointer(code, pointer), dtype }))
    const moves = [
      { pointer: input!.pointer, stride: conv.strides.at(-1)! * byteStrides(conv.input).at(-2)! },
      { pointer: output!.pointer, stride: byteStrides(conv.output).at(-2)! },
    ]
    const load = (from: Line, locals: readonly number[], part: number): void => {
      loadPart(code, block, part, from)
      code.set(locals[part]!)
    }
    /** Leaves the sum with a product. */
    const addProduct = (sum: number, a: number, b: number): void => {
      const [typedA, typedB, product] = [a, b, code.local(block.lane.type(dtype))].map((local) => ({ local, dtype }))
      block.lane.apply(code, 'mul', [typedA!, typedB!], dtype)
      code.set(product!.local)
      block.lane.apply(code, 'add', [{ local: sum, dtype }, product!], dtype)
    }
    for (const part of block.parts) load(lines.filter, taps, part)
    walkCounted(code, row.count, moves, () => {
      for (const part of block.parts) {
        load(input!, values, part)
        load(output!, others, part)
        if (target === 'filter') addProduct(taps[part]!, values[part]!, others[part]!)
        else if (target === 'output') addProduct(others[part]!, values[part]!, taps[part]!)
        else addProduct(values[part]!, others[part]!, taps[part]!)
        if (target === 'filter') code.set(taps[part]!)
        else {
          code.set(values[part]!)
          storePart(code, block, part, target === 'output' ? output! : input!, values[part]!)
        }
      }
    })
    if (target === 'filter') taps.forEach((sum, part) => storePart(code, block, part, lines.filter, sum))
  })
}
