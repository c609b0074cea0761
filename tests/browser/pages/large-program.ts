/** Compiles a program whose module is larger than what Chrome takes at once in the thread that draws a page: 8 MB. */
import { wasm } from '@neurite/backend-wasm'
import type { Program } from '@neurite/core'
import { TestGraph } from '../../../packages/backend-wasm/src/testing/run.ts'

/** Many short kernels: engines take long for functions with many variables. */
const [kernels, length] = [800, 20]

/** Powers of integers, whose code is long; each kernel is of another size, so that none shares its function. */
function largeProgram(): Program {
  const graph = new TestGraph()
  const parameters = Array.from({ length: kernels }, (_, i) => graph.parameter('input', 'int32', [i + 1]))
  const results = parameters.map((x) => {
    let value = x
    for (let i = 0; i < length; i++) value = graph.node('pow', {}, value, x)
    return value
  })
  return graph.program([], results)
}

/** What became of it. */
export interface LargeOutcome {
  /** What `compileSync` threw; undefined where it went through. */
  readonly refusal: string | undefined
  /** Numbers that the program gave when `compile` had made it. */
  readonly results: readonly number[]
}

/** Compiles it with and without waiting, and runs it on ones. */
export async function compileLarge(): Promise<LargeOutcome> {
  const backend = wasm()
  const program = largeProgram()
  // First: it also loads the kernels that a page does not carry.
  const executable = await backend.compile(program)
  let refusal: string | undefined
  try {
    backend.compileSync?.(program).dispose()
  } catch (error) {
    refusal = String(error)
  }
  const buffers = program.bindings.map(({ role, type }) => {
    const [slice] = backend.allocate([4 * type.shape[0]!])
    if (role === 'input') backend.write(slice!, new Int32Array(type.shape[0]!).fill(1))
    return slice!
  })
  await executable.run({ buffers, scalars: new Uint8Array() }).done()
  const outputs = await Promise.all(buffers.slice(kernels).map((slice) => backend.read(slice)))
  await backend.dispose()
  return { refusal, results: outputs.flatMap((bytes) => [...new Int32Array(bytes)]) }
}
