/** Gradients: each VJP against central differences on the reference in float64, known answers at kinks, second derivatives. */
import { evaluateGraph } from '@neurite/backend-cpu'
import {
  applyPrimitive,
  applyPrimitives,
  type Backend,
  type DType,
  grad,
  isFloat,
  type PrimitiveAttributes,
  type PrimitiveName,
  primitiveNames,
  type Tensor,
  tensor,
  vjp,
  vjps,
  withBackend,
} from '@neurite/core'
import { singleNode } from '../program/program-writer.ts'
import type { Sample } from '../samples/sample.ts'
import { type CaseContext, casesOf, type ConformanceCase } from '../suite/conformance-case.ts'
import { ensure } from '../suite/expectations.ts'
import { between } from '../values/domain.ts'
import { hostTensor, type HostTensor, numbersOf } from '../values/host-tensor.ts'
import { seeded } from '../values/random.ts'
import { derivativesOf } from './differences.ts'
import { type GradientSamples, gradientSamples } from './gradient-samples.ts'

const table: { readonly [P in PrimitiveName]: GradientSamples<P> } = gradientSamples

/** The widest float that the backend computes in. */
const widest = ({ capabilities }: Backend): 'float64' | 'float32' =>
  capabilities.dtypes.includes('float64') ? 'float64' : 'float32'

/** Relative for gradients beyond 1, absolute below. */
const tolerances = { float32: 2e-4, float64: 1e-6 }

/** Weights for the results of a primitive, so that no two elements of a result are alike to the loss. */
const weightsOf = (count: number): number[] => {
  const random = seeded(count)
  return Array.from({ length: count }, () => between(0.5, 1.5)(random, 'float64'))
}

const asTensor = ({ dtype, shape, bits }: HostTensor): Tensor => tensor(bits, { dtype, shape })

/** The cotangent of each float result, pulled back by the primitive's own rule and no other. */
function pullBack(results: (inputs: readonly Tensor[]) => readonly Tensor[], inputs: readonly Tensor[]): Tensor[] {
  const floats = results(inputs).flatMap(({ dtype }, index) => (isFloat(dtype) ? [index] : []))
  const parts = floats.map((index) => {
    const { value, pullback } = vjp((at: readonly Tensor[]) => results(at)[index]!, inputs)
    return pullback(tensor(weightsOf(value.size), { dtype: value.dtype, shape: value.shape }))
  })
  return inputs.map((_, operand) => parts.map((part) => part[operand]!).reduce((sum, part) => sum.add(part)))
}

/** The gradients of the weighted sum of all float results by every float operand, on a backend. */
async function gradientsOn<P extends PrimitiveName>(
  backend: Backend,
  primitive: P,
  { operands, attributes }: Sample<P>,
): Promise<number[][]> {
  const gradients = withBackend(backend, () => {
    const tensors = operands.map(asTensor)
    const results = (inputs: readonly Tensor[]): Tensor[] => {
      let next = 0
      const given = tensors.map((operand) => (isFloat(operand.dtype) ? inputs[next++]! : operand))
      return applyPrimitives(primitive, given, attributes)
    }
    return pullBack(
      results,
      tensors.filter(({ dtype }) => isFloat(dtype)),
    )
  })
  return Promise.all(gradients.map(async (gradient) => Array.from(await gradient.data())))
}

/** The same by differences, over the reference in float64 at the numbers that the backend's dtype holds. */
function differences<P extends PrimitiveName>(primitive: P, given: Sample<P>, reference: Sample<P>): number[][] {
  const operands = reference.operands.map(({ dtype, shape }, index): HostTensor =>
    isFloat(dtype) ? hostTensor('float64', shape, numbersOf(given.operands[index]!)) : given.operands[index]!,
  )
  const graph = singleNode(primitive, operands, reference.attributes)
  const floats = operands.flatMap(({ dtype }, index) => (isFloat(dtype) ? [index] : []))
  return floats.map((operandIndex) => {
    const { shape } = operands[operandIndex]!
    const loss = (point: readonly number[]): number => {
      const results = evaluateGraph(
        graph,
        operands.map((operand, index) => (index === operandIndex ? hostTensor('float64', shape, point).bits : operand.bits)),
      )
      return graph.results.reduce((total, id, index) => {
        if (!isFloat(graph.values[id]!.dtype)) return total
        const weights = weightsOf(results[index]!.length)
        return Array.from(results[index]!).reduce((sum, value, i) => sum + value * weights[i]!, total)
      }, 0)
    }
    return derivativesOf(loss, numbersOf(operands[operandIndex]!))
  })
}

function ensureClose(what: string, given: readonly number[], expected: readonly number[], tolerance: number): void {
  ensure(given.length === expected.length, `${what}: expected ${expected.length} derivatives, got ${given.length}`)
  given.forEach((value, i) => {
    const isClose = Math.abs(value - expected[i]!) <= tolerance * Math.max(1, Math.abs(expected[i]!))
    ensure(isClose, `${what}: derivative ${i} is ${value}, expected ${expected[i]}`)
  })
}

async function checkGradient<P extends PrimitiveName>({ backend }: CaseContext, primitive: P): Promise<string | void> {
  const [row, rule]: readonly [GradientSamples<P>, unknown] = [table[primitive], vjps[primitive]]
  if (row === 'none') {
    const reason = typeof rule === 'object' && rule !== null && 'none' in rule ? String(rule.none) : ''
    return ensure(
      reason.length > 0,
      `${primitive} has no samples for gradients; either add some, or have the VJP table say why there is none`,
    )
  }
  ensure(typeof rule === 'function', `${primitive} has samples for gradients, but the VJP table holds no rule`)
  const dtype = widest(backend)
  const [list, references] = [row(dtype), row('float64')]
  ensure(list.length > 0, `${primitive} has no samples for gradients`)
  for (const [index, sample] of list.entries()) {
    const gradients = await gradientsOn(backend, primitive, sample)
    differences(primitive, sample, references[index]!).forEach((expected, operand) =>
      ensureClose(`${sample.name}, operand ${operand}`, gradients[operand]!, expected, tolerances[dtype]),
    )
  }
}

const vectorOf = (numbers: readonly number[], dtype: DType): Tensor => tensor([...numbers], { dtype })

/** Gradients of the sum of a function at points where differences say nothing. */
type Known = readonly [fn: (x: Tensor) => Tensor, point: readonly number[], expected: readonly number[]]

const applied =
  <P extends PrimitiveName>(primitive: P, attributes: PrimitiveAttributes[P], ...others: readonly (readonly number[])[]) =>
  (x: Tensor): Tensor =>
    applyPrimitive(primitive, [x, ...others.map((other) => vectorOf(other, x.dtype))], attributes)

const known: Readonly<Record<string, Known>> = {
  'max gives half of it to each of two that tie': [applied('max', {}, [1, 1, 1]), [0, 1, 2], [0, 0.5, 1]],
  'min gives half of it to each of two that tie': [applied('min', {}, [1, 1, 1]), [0, 1, 2], [1, 0.5, 0]],
  'reduceMax shares among ties': [applied('reduceMax', { axes: [0] }), [3, 1, 3], [0.5, 0, 0.5]],
  'reduceMin shares among ties': [applied('reduceMin', { axes: [0] }), [1, 1, 3, 1], [1 / 3, 1 / 3, 0, 1 / 3]],
  'a product with one zero': [applied('reduceProd', { axes: [0] }), [0, 2, 3], [6, 0, 0]],
  'a product with two zeros': [applied('reduceProd', { axes: [0] }), [0, 2, 0], [0, 0, 0]],
  'a running maximum, exclusive': [
    (x) =>
      applyPrimitive('cumMax', [x], { axis: 0, reverse: false, exclusive: true })
        .slice([1])
        .mul(vectorOf([1, 10, 100], x.dtype)),
    [3, 1, 5, 2],
    [11, 0, 100, 0],
  ],
  'powers of 0': [applied('pow', {}, [0, 1, 2, 3]), [0, 0, 0, 0], [0, 1, 0, 0]],
  'powers of negative numbers': [applied('pow', {}, [0, 1, 2, 3]), [-2, -2, -2, -2], [0, 1, -4, 12]],
  'sigmoid far from 0': [(x) => x.sigmoid(), [-50, 50, -1000, 1000], [Math.exp(-50), Math.exp(-50), 0, 0]],
  'tanh far from 0': [(x) => x.tanh(), [-40, 40, 1000], [0, 0, 0]],
}

async function checkKnown({ backend }: CaseContext, [fn, point, expected]: Known): Promise<void> {
  const dtype = widest(backend)
  const gradient = withBackend(backend, () => grad((x: Tensor) => fn(x).sum())(vectorOf(point, dtype)))
  ensureClose('the gradient', Array.from(await gradient.data()), expected, tolerances[dtype])
}

/** A network of 3 inputs, 2 units and 1 output, its weights in one vector, in plain numbers. */
const inputs = [0.5, -1, 2]
const weightCount = 3 * 2 + 2 + 2

function networkLoss(weights: readonly number[]): number {
  const unit = (index: number): number =>
    Math.tanh(inputs.reduce((sum, x, i) => sum + x * weights[i * 2 + index]!, weights[6 + index]!))
  const output = unit(0) * weights[8]! + unit(1) * weights[9]!
  return (output - 0.7) ** 2
}

function networkOf(weights: Tensor): Tensor {
  const [kernel, bias, last] = [
    weights.slice([0], { limits: [6] }).reshape([3, 2]),
    weights.slice([6], { limits: [8] }),
    weights.slice([8]),
  ]
  const hidden = tensor(inputs, { dtype: weights.dtype }).matmul(kernel).add(bias).tanh()
  return hidden.mul(last).sum().sub(0.7).square()
}

/** The Hessian times a vector, as the gradient of a product with the gradient, against differences of differences. */
async function checkSecondDerivative({ backend }: CaseContext): Promise<void> {
  const dtype = widest(backend)
  const [weights, direction] = [weightsOf(weightCount).map((w) => w - 1), weightsOf(weightCount + 1).slice(0, weightCount)]
  const product = withBackend(backend, () => {
    const along = vectorOf(direction, dtype)
    return grad((w: Tensor) => grad(networkOf)(w).mul(along).sum())(vectorOf(weights, dtype))
  })
  const slope = (point: readonly number[]): number =>
    derivativesOf(networkLoss, point).reduce((sum, d, i) => sum + d * direction[i]!, 0)
  ensureClose(
    'the Hessian times a vector',
    Array.from(await product.data()),
    derivativesOf(slope, weights),
    5 * tolerances[dtype],
  )
}

export const gradientCases = (): ConformanceCase[] => [
  ...primitiveNames.map((primitive): ConformanceCase => ({
    group: 'gradient',
    name: primitive,
    run: (context) => checkGradient(context, primitive),
  })),
  ...casesOf(
    'gradient at kinks',
    Object.fromEntries(Object.entries(known).map(([name, row]) => [name, (context: CaseContext) => checkKnown(context, row)])),
  ),
  ...casesOf('second derivative', { 'of a small network': checkSecondDerivative }),
]
