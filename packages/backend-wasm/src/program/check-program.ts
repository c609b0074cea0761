/** Checks what core promises about programs: a broken promise is a bug of ours, not of the user. */
import { type Binding, InternalError, type Program, sameShape, type TensorType, typeOf } from '@neurite/core'

/** Throws unless one binding stands for each of the graph's values, with the same type. */
function checkBorder(what: string, bindings: readonly Binding[], types: readonly TensorType[]): void {
  if (bindings.length !== types.length) {
    throw new InternalError(`wasm: the graph has ${types.length} ${what}, but its bindings hold ${bindings.length}`)
  }
  bindings.forEach(({ role, type }, index) => {
    const expected = types[index]!
    if (type.dtype === expected.dtype && sameShape(type.shape, expected.shape)) return
    throw new InternalError(
      `wasm: ${what} ${index} is ${describe(expected)} in the graph, but its ${role} binding is ${describe(type)}`,
    )
  })
}

const describe = ({ dtype, shape }: TensorType): string => `${dtype}[${shape.join(', ')}]`

/**
 * Throws unless the program can be compiled.
 *
 * @throws InternalError when the bindings do not fit the graph
 */
export function checkProgram({ graph, bindings }: Program): void {
  const parameters = Array.from({ length: graph.parameters }, (_, id) => typeOf(graph, id))
  const isParameter = ({ role }: Binding): boolean => role !== 'output'
  const isResult = ({ role }: Binding): boolean => role === 'state' || role === 'output'
  checkBorder('parameters', bindings.filter(isParameter), parameters)
  const results = graph.results.map((id) => typeOf(graph, id))
  checkBorder('results', bindings.filter(isResult), results)
  const wide = bindings.find(({ role, type }) => role === 'scalar' && type.shape.length > 0)
  if (wide) throw new InternalError(`wasm: a scalar binding has type ${describe(wide.type)}; scalars have shape []`)
}
