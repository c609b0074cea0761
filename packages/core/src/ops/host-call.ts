/** Functions of the host that programs call while they run. */
import { dtypeInfo, type HostArray } from '../dtype/dtype.ts'
import { ArgumentError, ExecutionError } from '../errors/errors.ts'
import { suggest } from '../errors/suggest.ts'
import type { TensorType } from '../graph/graph.ts'
import { formatType } from '../graph/print.ts'
import { checkShape, sizeOf } from '../shape/shape.ts'
import { applyPrimitives, type Tensor } from '../tensor/tensor.ts'

/** From the raw bits of the operands to those of the results: float16 as bits in a Uint16Array, bool as 0 and 1. */
export type HostFunction = (inputs: readonly HostArray[]) => readonly HostArray[]

const functions = new Map<string, HostFunction>()

/**
 * Makes a function of the host known by name, so that programs can call it with `hostCall`.
 *
 * Programs hold the name only: registering another function under it changes what they call.
 */
export function registerHostFunction(name: string, fn: HostFunction): void {
  functions.set(name, fn)
}

/**
 * The function registered under a name. For authors of backends.
 *
 * @throws ArgumentError when there is none
 */
export function hostFunction(name: string): HostFunction {
  const fn = functions.get(name)
  if (fn) return fn
  const names = [...functions.keys()]
  const hint = names.length > 0 ? suggest(name, names) : 'none is registered; call registerHostFunction(name, fn) first'
  throw new ArgumentError(`hostCall: unknown function "${name}"; ${hint}`)
}

/**
 * Calls a registered function, and makes sure that it returns what was promised. For authors of backends.
 *
 * @param inputs - copies: the function may keep them, and write into them
 * @param results - the types of what it has to return
 * @returns copies of what it returned
 * @throws ArgumentError when there is no such function; ExecutionError when it returns something else
 */
export function callHostFunction(name: string, inputs: readonly HostArray[], results: readonly TensorType[]): HostArray[] {
  const given = hostFunction(name)(inputs)
  return results.map((type, index) => {
    const { array } = dtypeInfo(type.dtype)
    const length = sizeOf(type.shape)
    const result = given[index]
    if (result instanceof array && result.length === length) return result.slice()
    const got = result ? `${result.constructor.name} of ${result.length}` : 'nothing'
    throw new ExecutionError(
      `hostCall: "${name}" must return a ${array.name} of ${length} as result ${index} (${formatType(type)}), got ${got}`,
    )
  })
}

/**
 * Calls a function of the host from inside a program. It has no gradient: state one with `customGradient`, or stop it.
 *
 * The function may run any number of times, or not at all where nothing needs its results: it must not have effects that matter.
 *
 * @shape operands of any shapes -> those of `results`
 * @param name - of a registered function
 * @param operands - what it is given
 * @param results - the types of what it returns
 * @throws ArgumentError when no function has the name; ExecutionError at the next read when it throws
 * @example
 * ```ts
 * registerHostFunction('reverse', ([x]) => [x!.slice().reverse()])
 * const [reversed] = hostCall('reverse', [x], [{ shape: x.shape, dtype: x.dtype }])
 * ```
 */
export function hostCall(name: string, operands: readonly Tensor[], results: readonly TensorType[]): Tensor[] {
  hostFunction(name)
  for (const { shape } of results) checkShape('hostCall', shape)
  return applyPrimitives('hostCall', operands, { name, results }, 'hostCall')
}
