/** The methods of tensors that symbolic tensors have too: they are recorded as layers. */
import { ArgumentError, type Tensor } from '@neurite/core'
import { Symbolic } from './symbolic.ts'
import type { SymbolicTensor } from './symbolic-tensor.ts'

/** Methods that make a tensor of tensors; where a tensor lives is none of a model's business. */
export type TensorMethod = Exclude<
  { [Name in keyof Tensor]: Tensor[Name] extends (...args: never[]) => Tensor ? Name : never }[keyof Tensor],
  'to'
>

/** What an argument of a tensor's method may be: wherever that takes a tensor, a symbolic one does too. */
type Operand<Argument> = Tensor extends Argument ? Argument | SymbolicTensor : Argument

type Operands<Arguments extends readonly unknown[]> = { [Index in keyof Arguments]: Operand<Arguments[Index]> }

/** The methods of symbolic tensors. */
export type SymbolicMethods = {
  readonly [Name in TensorMethod]: (...args: Operands<Parameters<Tensor[Name]>>) => SymbolicTensor
}

/** Every one of them. A method that core gains and this table lacks does not compile. */
export const tensorMethods: Readonly<Record<TensorMethod, true>> = {
  abs: true,
  add: true,
  all: true,
  any: true,
  argMax: true,
  argMin: true,
  bitcast: true,
  broadcastTo: true,
  cast: true,
  ceil: true,
  clip: true,
  cos: true,
  cumSum: true,
  div: true,
  equal: true,
  exp: true,
  expandDims: true,
  expm1: true,
  flatten: true,
  flip: true,
  floor: true,
  floorDiv: true,
  greater: true,
  greaterEqual: true,
  less: true,
  lessEqual: true,
  log: true,
  log1p: true,
  logicalAnd: true,
  logicalNot: true,
  logicalOr: true,
  matmul: true,
  max: true,
  maximum: true,
  mean: true,
  min: true,
  minimum: true,
  mod: true,
  mul: true,
  neg: true,
  notEqual: true,
  pow: true,
  prod: true,
  relu: true,
  reshape: true,
  round: true,
  rsqrt: true,
  sigmoid: true,
  sign: true,
  sin: true,
  slice: true,
  sqrt: true,
  square: true,
  squeeze: true,
  stopGradient: true,
  sub: true,
  sum: true,
  take: true,
  tanh: true,
  transpose: true,
  variance: true,
}

/** Methods that read what a symbolic tensor does not have. */
const reading = ['array', 'bits', 'data', 'dataSync', 'dispose', 'item', 'to'] as const

/** What to write instead of passing a symbolic tensor to a function of tensors. */
export const symbolicAdvice =
  'call its own methods, x.mul(2), apply a layer to it, or wrap the function: new Lambda((x) => softmax(x)).apply(x)'

/**
 * A base class with the methods: those that are recorded, and those that say why they cannot be there.
 *
 * @param record - notes a method that was called
 */
export function recordingClass(
  record: (method: TensorMethod, on: SymbolicTensor, args: readonly unknown[]) => SymbolicTensor,
): new () => SymbolicMethods & Symbolic {
  const Recording = class extends Symbolic {}
  const define = (name: string, value: (this: SymbolicTensor, ...args: readonly unknown[]) => SymbolicTensor): unknown =>
    Object.defineProperty(Recording.prototype, name, { value, writable: true, configurable: true })
  for (const method of Object.keys(tensorMethods) as TensorMethod[]) {
    define(method, function (...args) {
      return record(method, this, args)
    })
  }
  for (const method of reading) {
    define(method, () => {
      throw new ArgumentError(
        `${method}: a symbolic tensor has no elements; make a model of it, new Model({ inputs, outputs }), and call predict`,
      )
    })
  }
  // What functions of tensors look for in one.
  Object.defineProperty(Recording.prototype, 'value', {
    get: () => {
      throw new ArgumentError(`a symbolic tensor cannot be passed to a function of tensors; ${symbolicAdvice}`)
    },
    configurable: true,
  })
  // Every method of the table was defined.
  return Recording as new () => SymbolicMethods & Symbolic
}
