/** grad and its relatives: functions that compute gradients of functions. */
import { isFloat } from '../dtype/dtype.ts'
import { DTypeError, ShapeError } from '../errors/errors.ts'
import { type Tape, withTape } from '../lazy/tape.ts'
import { flattenNest, mapNest, type NestOf } from '../nest/nest.ts'
import { onesLike, zerosLike } from '../ops/create.ts'
import { formatShape, sameShape } from '../shape/shape.ts'
import { applyPrimitive, Tensor } from '../tensor/tensor.ts'
import type { Variable } from '../variable/variable.ts'
import { differentiate } from './backward.ts'

/** Tensors alone or in arrays and records. */
export type TensorNest = NestOf<Tensor>

/** A new node for the same tensor, so that only what the function does with it counts. */
const alias = (x: Tensor): Tensor => applyPrimitive('reshape', [x], { shape: x.shape }, 'grad')

function checkInput(call: string, x: unknown, path: string): Tensor {
  if (!(x instanceof Tensor)) throw new DTypeError(`${call}: the first argument${path} must be a tensor, or hold tensors only`)
  if (!isFloat(x.dtype))
    throw new DTypeError(`${call}: the first argument${path} is ${x.dtype}; only float tensors have gradients, so cast it`)
  return x
}

function checkLoss(call: string, loss: unknown): Tensor {
  if (!(loss instanceof Tensor)) throw new DTypeError(`${call}: the function must return a scalar tensor, got ${typeof loss}`)
  if (loss.rank !== 0) {
    throw new ShapeError(
      `${call}: the function must return a scalar, got shape ${formatShape(loss.shape)}; reduce it, for example with mean()`,
    )
  }
  if (!isFloat(loss.dtype)) throw new DTypeError(`${call}: the function must return a float, got ${loss.dtype}; cast it`)
  return loss
}

/**
 * A function that returns the value of `fn` and the gradient by its first argument.
 *
 * @shape of the function returned: the arguments of fn -> value [], grad as the first one
 */
export function valueAndGrad<First extends TensorNest, Rest extends readonly unknown[]>(
  fn: (first: First, ...rest: Rest) => Tensor,
): (first: First, ...rest: Rest) => { value: Tensor; grad: First } {
  return (first, ...rest) => taped('valueAndGrad', fn, first, rest)
}

/**
 * A function that returns the gradient of a scalar function by its first argument, in that argument's structure.
 *
 * @shape of the function returned: the arguments of fn -> the shapes of the first one
 * @param fn - returns a float scalar; its first argument is a float tensor, or arrays and records of them
 * @throws ShapeError when the function returns no scalar; DTypeError when something is no float
 * @example
 * ```ts
 * const slope = grad((x: Tensor) => x.square().sum())
 * console.log(await slope(tensor([1, 2, 3])).array()) // [2, 4, 6]
 * ```
 */
export function grad<First extends TensorNest, Rest extends readonly unknown[]>(
  fn: (first: First, ...rest: Rest) => Tensor,
): (first: First, ...rest: Rest) => First {
  return (first, ...rest) => taped('grad', fn, first, rest).grad
}

/** New nodes for the tensors of a nest, so that only what a function does with them counts. */
function aliasInputs<First extends TensorNest>(call: string, first: First): { aliased: First; inputs: Tensor[] } {
  const { paths } = flattenNest(first)
  const inputs: Tensor[] = []
  const aliased = mapNest(first, (leaf, index) => {
    const input = alias(checkInput(call, leaf, paths[index]!))
    inputs.push(input)
    return input
  })
  // Tensors were replaced by tensors: the structure is the same.
  return { aliased: aliased as First, inputs }
}

/** Gradients in the structure of the inputs; 0 where none flows. */
const likeInputs = <First extends TensorNest>(
  first: First,
  inputs: readonly Tensor[],
  gradients: readonly (Tensor | undefined)[],
): First => mapNest(first, (_, index) => gradients[index] ?? zerosLike(inputs[index]!)) as First

function taped<First extends TensorNest, Rest extends readonly unknown[]>(
  call: string,
  fn: (first: First, ...rest: Rest) => Tensor,
  first: First,
  rest: Rest,
): { value: Tensor; grad: First } {
  return withTape((tape) => {
    const { aliased, inputs } = aliasInputs(call, first)
    const value = checkLoss(call, fn(aliased, ...rest))
    return { value, grad: likeInputs(first, inputs, differentiate([value], [onesLike(value)], inputs, tape)) }
  })
}

/**
 * The value of a scalar function and its gradients by variables that it reads.
 *
 * @shape value [], grads as the variables
 * @example
 * ```ts
 * const w = new Variable([1, 2])
 * const { value, grads } = variableGrads(() => w.value.square().sum(), [w])
 * ```
 */
export function variableGrads(fn: () => Tensor, variables: readonly Variable[]): { value: Tensor; grads: Tensor[] } {
  return withTape((tape) => {
    const inputs = variables.map((variable) => variable.value)
    const value = checkLoss('variableGrads', fn())
    const gradients = differentiate([value], [onesLike(value)], inputs, tape)
    return { value, grads: inputs.map((input, index) => gradients[index] ?? zerosLike(input)) }
  })
}

/**
 * The value of a function, and the pullback that maps a cotangent of it to one of its first argument.
 *
 * @shape of the pullback: the shape of the value -> the shapes of the first argument
 * @example
 * ```ts
 * const { value, pullback } = vjp((x: Tensor) => x.exp(), tensor([0, 1]))
 * const cotangent = pullback(onesLike(value))
 * ```
 */
export function vjp<First extends TensorNest>(
  fn: (first: First) => Tensor,
  first: First,
): { value: Tensor; pullback: (cotangent: Tensor) => First } {
  return withTape((tape) => {
    const { aliased, inputs } = aliasInputs('vjp', first)
    const value = fn(aliased)
    return { value, pullback: (cotangent) => pullBack(value, cotangent, first, inputs, tape) }
  })
}

function pullBack<First extends TensorNest>(
  value: Tensor,
  cotangent: Tensor,
  first: First,
  inputs: readonly Tensor[],
  tape: Tape,
): First {
  if (!sameShape(cotangent.shape, value.shape)) {
    throw new ShapeError(
      `vjp: the cotangent must have the value's shape ${formatShape(value.shape)}, got ${formatShape(cotangent.shape)}`,
    )
  }
  return likeInputs(first, inputs, differentiate([value], [cotangent], inputs, tape))
}
