/** A method of tensors as a layer: what a method becomes that is called on symbolic tensors. */
import { ArgumentError, type DType, dtypes, isFloat, suggest, type Tensor } from '@neurite/core'
import { type TensorMethod, tensorMethods } from '../../models/tensor-methods.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import { inferOutputShape } from '../infer-output-shape.ts'
import { type BatchShape, Layer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'

/** Options of `TensorOperation`. */
export interface TensorOperationOptions extends LayerOptions {
  /** Arguments of the method: data, or `{ input: 1 }` for an input of the layer. Default none. */
  readonly args?: readonly unknown[]
  /** What the inputs come in. Default `[dtype]`: one input. */
  readonly inputDTypes?: readonly DType[]
}

const optionNames: OptionNames<TensorOperationOptions> = { ...layerOptionNames, args: true, inputDTypes: true }

/** An argument that is an input of the layer. */
interface InputReference {
  readonly input: number
}

const isReference = (arg: unknown): arg is InputReference =>
  typeof arg === 'object' && arg !== null && 'input' in arg && Number.isSafeInteger(arg.input)

/** The widest float among the inputs, as in `add`; where there is none nothing is cast. */
const computeDType = (inputs: readonly DType[]): DType =>
  (['float64', 'float32', 'float16'] as const).find((dtype) => inputs.includes(dtype)) ?? inputs[0]!

/** @throws ArgumentError unless it is a list of dtypes */
function checkDTypes(given: readonly DType[]): readonly DType[] {
  if (Array.isArray(given) && given.length > 0 && given.every((dtype) => dtypes.includes(dtype))) return given
  throw new ArgumentError(`TensorOperation: inputDTypes must be an array of dtypes, one per input, got ${describeValue(given)}`)
}

/**
 * Calls a method of the first input. Methods that are called on symbolic tensors make it: `x.add(y)` is
 * `new TensorOperation('add', { args: [{ input: 1 }], inputDTypes: ['float32', 'float32'] }).apply([x, y])`.
 *
 * @shape as the method
 * @param method - of tensors, one that makes a tensor
 * @throws ArgumentError when there is no such method
 * @example
 * ```ts
 * const doubled = new TensorOperation('mul', { args: [2] }).apply([x])
 * ```
 */
export class TensorOperation extends Layer<readonly Tensor[]> {
  static override readonly className: string = 'TensorOperation'

  readonly method: TensorMethod
  readonly #args: readonly unknown[]
  readonly #inputDTypes: readonly DType[]
  #resultDType: DType | undefined

  constructor(method: TensorMethod, options: TensorOperationOptions = {}) {
    const { args = [], inputDTypes, ...common } = checkOptions('TensorOperation', options, optionNames)
    if (!Object.hasOwn(tensorMethods, method)) {
      throw new ArgumentError(
        `TensorOperation: unknown method "${String(method)}"; ${suggest(String(method), Object.keys(tensorMethods))}`,
      )
    }
    const given = inputDTypes && checkDTypes(inputDTypes)
    super(given ? { ...common, dtype: common.dtype ?? computeDType(given) } : common)
    this.method = method
    this.#args = args
    this.#inputDTypes = given ?? [this.dtype]
  }

  protected override get takesNest(): boolean {
    return true
  }

  protected override checkInput(shapes: readonly BatchShape[]): void {
    const count = this.#inputDTypes.length
    if (Array.isArray(shapes) && shapes.length === count && shapes.every(Array.isArray)) return
    const got = Array.isArray(shapes) && shapes.every(Array.isArray) ? `${shapes.length}` : 'one tensor or a record'
    throw new ArgumentError(`${this.path}: expected an array of ${count} inputs, got ${got}; write [x]`)
  }

  protected override call(inputs: readonly Tensor[]): Tensor {
    const args = this.#args.map((arg) => (isReference(arg) ? inputs[arg.input] : arg))
    const [on] = inputs
    const fn = on![this.method] as (...args: readonly unknown[]) => Tensor
    return fn.apply(on, args)
  }

  /** What the outputs come in. */
  outputDType(inputShapes: readonly BatchShape[]): DType {
    if (!this.#resultDType) this.computeOutputShape(inputShapes)
    return this.#resultDType!
  }

  override computeOutputShape(inputShapes: readonly BatchShape[]): BatchShape {
    this.buildFrom(inputShapes)
    this.checkInput(inputShapes)
    const { path, dtype } = this
    const inputDTypes = this.#inputDTypes
    const call = (x: unknown): Tensor => {
      // Layers cast floats to what they compute in.
      const typed = inputDTypes.map((own, index) => (x as readonly Tensor[])[index]!.cast(isFloat(own) ? dtype : own))
      const result = this.call(typed)
      this.#resultDType = result.dtype
      return result
    }
    return inferOutputShape(call, inputShapes, { path, dtype, backend: undefined }) as BatchShape
  }

  override getConfig(): LayerConfig {
    const { method } = this
    const inputDTypes = this.#inputDTypes
    // JSON has no word for undefined in lists, and no method takes null.
    const args = this.#args.map((arg) => arg ?? null)
    return { ...super.getConfig(), method, args, inputDTypes }
  }

  static override fromConfig({ method, args, ...options }: LayerConfig): TensorOperation {
    const given = Array.isArray(args) ? args.map((arg: unknown) => arg ?? undefined) : []
    return new this(method as TensorMethod, { ...options, args: given })
  }
}
