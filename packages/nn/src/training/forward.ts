/** The program that computes a model's outputs for inputs that it is given. */
import { compile, type CompiledFunction, flattenNest, mapNest, type Tensor, type TensorNest } from '@neurite/core'
import type { Predictor } from './predictor.ts'

/** Takes inputs in any arrangement; traced once for each, and for each of their shapes. */
export class Forward {
  readonly #program: CompiledFunction<readonly [readonly Tensor[], string], readonly Tensor[]>
  readonly #inputs = new Map<string, TensorNest>()
  readonly #outputs = new Map<string, TensorNest>()

  constructor({ model, call, backend }: Predictor) {
    const forward = (tensors: readonly Tensor[], arrangement: string): readonly Tensor[] => {
      const x = mapNest(this.#inputs.get(arrangement), (_, index) => tensors[index]) as TensorNest
      const outputs = model.predictStep(x)
      this.#outputs.set(arrangement, outputs)
      return flattenNest(outputs).leaves as readonly Tensor[]
    }
    this.#program = compile(forward, { name: call, backend })
  }

  run(x: TensorNest): TensorNest {
    const { leaves, structure } = flattenNest(x)
    this.#inputs.set(structure, x)
    const results = this.#program(leaves as readonly Tensor[], structure)
    return mapNest(this.#outputs.get(structure), (_, index) => results[index]) as TensorNest
  }
}
