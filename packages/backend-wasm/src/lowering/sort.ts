/** Lowers sort to a call of the host, whose sort is stable and fast. */
import { sizeOf } from '@neurite/core'
import { supportedDTypes } from './element.ts'
import { hostIndex } from './host.ts'
import { kernel, type Lowering } from './kernel.ts'

/** Lowering of sort. */
export const sort: Lowering<'sort'> = ({ attributes: { axis, descending }, operands: [x] }) =>
  kernel(({ code, operands, results }) => {
    const { dtype, shape } = x!
    const [outer, length, inner] = [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))]
    code.i32(supportedDTypes.indexOf(dtype))
    code.get(operands[0]!.pointer, results[0]!.pointer, results[1]!.pointer)
    code.i32(outer).i32(length).i32(inner).i32(Number(descending)).call(hostIndex('sort'))
  })
