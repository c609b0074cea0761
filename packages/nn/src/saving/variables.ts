/** Variables as named tensors on the host, and back. */
import { DataError, formatShape, sameShape, tensor, type Tensor, type Variable } from '@neurite/core'
import type { HostTensor, NamedTensor } from './safetensors.ts'

/** Names of variables: their paths without what the model is called, which differ. */
export function namesOfVariables(variables: readonly Variable[], modelPath: string): readonly string[] {
  const taken = new Set<string>()
  return variables.map(({ path }) => {
    const base = path.startsWith(`${modelPath}/`) ? path.slice(modelPath.length + 1) : path
    let name = base
    for (let count = 2; taken.has(name); count++) name = `${base}#${count}`
    taken.add(name)
    return name
  })
}

/** What a weight is called inside its layer. */
export const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/#\d+$/, '')

/** A tensor on the host. */
const hostTensorOf = async ({ dtype, shape }: Tensor, bits: Promise<HostTensor['bits']>): Promise<HostTensor> => ({
  dtype,
  shape,
  bits: await bits,
})

/** Tensors under their names, read together: those of one moment. */
export const readTensors = (names: readonly string[], tensors: readonly Tensor[]): Promise<NamedTensor[]> =>
  Promise.all(tensors.map(async (each, index): Promise<NamedTensor> => [names[index]!, await hostTensorOf(each, each.bits())]))

/** The values of variables at this moment, under their names. */
export const readVariables = (variables: readonly Variable[], modelPath: string): Promise<NamedTensor[]> =>
  readTensors(
    namesOfVariables(variables, modelPath),
    // All values are taken before the first is waited for.
    variables.map(({ value }) => value),
  )

/** The tensor, with a copy of the elements: the file's bytes need not stay. */
export const toTensor = ({ dtype, shape, bits }: HostTensor): Tensor => tensor(bits, { dtype, shape })

/** `float32 [3, 4]`. */
export const describeType = ({ dtype, shape }: Pick<HostTensor, 'dtype' | 'shape'>): string => `${dtype} ${formatShape(shape)}`

/** Whether a tensor can be a variable's value. */
export const fitsVariable = ({ dtype, shape }: HostTensor, variable: Variable): boolean =>
  dtype === variable.dtype && sameShape(shape, variable.shape)

/**
 * Gives variables the values of tensors, one for each in their order.
 *
 * @param what - what the variables are, for errors
 * @throws DataError when they do not fit, before anything is changed
 */
export function assignAll(call: string, what: string, variables: readonly Variable[], tensors: readonly NamedTensor[]): void {
  if (variables.length !== tensors.length) {
    throw new DataError(`${call}: the file holds ${tensors.length} tensors of ${what}, the model has ${variables.length}`)
  }
  variables.forEach((variable, index) => {
    const [name, host] = tensors[index]!
    if (fitsVariable(host, variable)) return
    throw new DataError(
      `${call}: ${name} in the file is ${describeType(host)}, ${variable.path} of the model is ${describeType(variable)}`,
    )
  })
  variables.forEach((variable, index) => variable.assign(toTensor(tensors[index]![1])))
}
