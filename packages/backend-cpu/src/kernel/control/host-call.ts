/** Functions of the host inside a program. */
import { callHostFunction } from '@neurite/core'
import type { KernelTable } from '../kernel.ts'

/** Kernel of hostCall. The function gets copies: it may keep them, and write into them. */
export const hostCallKernels: KernelTable<'hostCall'> = {
  hostCall: ({ attributes: { name }, operands, results }) =>
    callHostFunction(
      name,
      operands.map(({ data }) => data.slice()),
      results,
    ),
}
