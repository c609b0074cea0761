/** Functions of the host inside a program. */
import { dtypeInfo, ExecutionError, formatType, type HostArray, hostFunction, sizeOf, type TensorType } from '@neurite/core'
import type { KernelTable } from '../kernel.ts'

/** What the function returned as result `index`, if it is what was promised. */
function checkResult(name: string, index: number, type: TensorType, given: HostArray | undefined): HostArray {
  const { array } = dtypeInfo(type.dtype)
  const length = sizeOf(type.shape)
  if (given instanceof array && given.length === length) return given
  const got = given ? `${given.constructor.name} of ${given.length}` : 'nothing'
  throw new ExecutionError(
    `hostCall: "${name}" must return a ${array.name} of ${length} as result ${index} (${formatType(type)}), got ${got}`,
  )
}

/** Kernel of hostCall. The function gets copies and its results are copied: it may keep both, and write into them. */
export const hostCallKernels: KernelTable<'hostCall'> = {
  hostCall: ({ attributes: { name }, operands, results }) => {
    const given = hostFunction(name)(operands.map(({ data }) => data.slice()))
    return results.map((type, index) => checkResult(name, index, type, given[index]).slice())
  },
}
