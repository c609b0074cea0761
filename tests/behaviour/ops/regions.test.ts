/** Stated gradients, recomputation and functions of the host. */
import {
  checkpoint,
  compile,
  customGradient,
  grad,
  type HostArray,
  hostCall,
  hostFunction,
  registerHostFunction,
  softmax,
  tensor,
  type Tensor,
  Variable,
  variableGrads,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { expectTensor, onReference, testGradients } from './tables.ts'

const roundThrough = customGradient(
  (x: Tensor) => x.round(),
  ({ cotangent }) => [cotangent],
)

onReference('customGradient', () => {
  test('takes the place of the derivative, eagerly and compiled', async () => {
    const slope = grad((x: Tensor) => roundThrough(x).mul(x).sum())
    await expectTensor(roundThrough(tensor([0.4, 1.6])), [0, 2])
    await expectTensor(slope(tensor([0.4, 1.6])), [0.4, 3.6])
    await expectTensor(compile((x: Tensor) => slope(x))(tensor([0.4, 1.6])), [0.4, 3.6])
  })

  test('sees operands, result and cotangent of records, and is differentiated itself', async () => {
    const f = customGradient(
      (a: Tensor, b: Tensor) => ({ product: a.mul(b), parts: [a.exp()] }),
      ({ operands: [a, b], result, cotangent }) => [
        cotangent.product.mul(b).add(cotangent.parts[0]!.mul(result.parts[0]!)),
        cotangent.product.mul(a).mul(10),
      ],
    )
    const loss = (x: { a: Tensor; b: Tensor }): Tensor => {
      const { product, parts } = f(x.a, x.b)
      return product.sum().add(parts[0]!.sum())
    }
    const first = grad(loss)({ a: tensor([1]), b: tensor([2]) })
    await expectTensor(first.a, [2 + Math.E])
    await expectTensor(first.b, [10])
    const second = grad((a: Tensor) => grad(loss)({ a, b: tensor([2]) }).b.sum())
    await expectTensor(second(tensor([1])), [10])
  })

  test('both functions may read tensors from outside; no gradient flows to those', async () => {
    const [scale, other] = [tensor([3]), new Variable([5])]
    const f = customGradient(
      (x: Tensor) => x.mul(scale).mul(other.value),
      ({ cotangent }) => [cotangent.mul(other.value).add(scale)],
    )
    await expectTensor(f(tensor([2])), [30])
    await expectTensor(grad((x: Tensor) => f(x).sum())(tensor([2])), [8])
    const { grads } = variableGrads(() => f(tensor([2])).sum(), [other])
    await expectTensor(grads[0]!, [0])
    const both = compile((x: Tensor) => grad((t: Tensor) => f(t).sum())(x))
    await expectTensor(both(tensor([2])), [8])
  })

  test('operands without a gradient are left out', async () => {
    const pick = customGradient(
      (x: Tensor, at: Tensor) => x.take(at),
      ({ operands: [x, at], cotangent }) => [x.mul(0).add(cotangent.sum()).add(at.cast('float32').sum()), undefined],
    )
    const at = tensor([1, 2], { dtype: 'int32' })
    await expectTensor(grad((x: Tensor) => pick(x, at).sum())(tensor([1, 2, 3])), [5, 5, 5])
  })

  test.each([
    [
      customGradient(
        (x: Tensor) => x,
        () => [],
      ),
      /customGradient: the gradient must have one entry per operand, 1, got 0/,
    ],
    [
      customGradient(
        (x: Tensor) => x.sum(),
        ({ cotangent }) => [cotangent],
      ),
      /the gradient of operand 0 must be float32\[2\] like the operand, got float32\[\]/,
    ],
    [
      customGradient(
        (x: Tensor) => x,
        () => [3 as unknown as Tensor],
        { name: 'mine' },
      ),
      /mine: the gradient of operand 0 must be a tensor/,
    ],
    [
      customGradient(
        () => 'x' as unknown as Tensor,
        () => [undefined],
      ),
      /customGradient: the function must return tensors/,
    ],
  ])('%s', (fn, message) => expect(() => fn(tensor([1, 2]))).toThrow(message))
})

onReference('checkpoint', () => {
  const block = (x: Tensor): Tensor => softmax(x.tanh().mul(2)).square()

  testGradients([
    ['one block', (x) => checkpoint(block)(x), [[0.3, -1, 2]]],
    ['nested blocks', (x) => checkpoint((t: Tensor) => checkpoint(block)(t).exp())(x), [[0.3, -1, 2]]],
    ['second derivatives', (x) => grad((t: Tensor) => checkpoint(block)(t).sum())(x), [[0.3, -1, 2]]],
  ])

  test('gradients flow to variables and tensors read inside, not to integers', async () => {
    const w = new Variable([2, 3])
    const shift = tensor([1, 0], { dtype: 'int32' })
    const f = checkpoint((x: Tensor, at: Tensor) => ({ y: x.mul(w.value).square(), at: at.add(1) }))
    const { grads } = variableGrads(() => f(tensor([1, 2]), shift).y.sum(), [w])
    await expectTensor(grads[0]!, [4, 24])
    await expectTensor(f(tensor([1, 2]), shift).at, [2, 1], 'int32')
    const slope = grad((x: Tensor) => f(x, shift).y.sum())
    await expectTensor(compile((x: Tensor) => slope(x))(tensor([1, 2])), [8, 36])
  })

  test('computes again behind a barrier what would have been kept', () => {
    const count = (fn: (x: Tensor) => Tensor): number => {
      const step = compile((x: Tensor) => grad((t: Tensor) => fn(fn(t)).sum())(x))
      return step.print(tensor([1, 2])).split(/\btanh\b/).length - 1
    }
    expect(count((x) => x.tanh().square())).toBe(2)
    expect(count(checkpoint((x: Tensor) => x.tanh().square()))).toBeGreaterThan(2)
  })
})

onReference('hostCall', () => {
  test('runs a registered function while the program runs', async () => {
    registerHostFunction('reverse', ([x]) => [x!.slice().reverse()])
    const reverse = (x: Tensor): Tensor => hostCall('reverse', [x], [{ shape: x.shape, dtype: x.dtype }])[0]!
    await expectTensor(reverse(tensor([1, 2, 3]).add(1)).mul(2), [8, 6, 4])
    const compiled = compile((x: Tensor) => reverse(x.mul(2)))
    await expectTensor(compiled(tensor([1, 2, 3])), [6, 4, 2])
    // Programs hold the name: what is registered later is what they call.
    registerHostFunction('reverse', ([x]) => [x!.slice()])
    await expectTensor(compiled(tensor([1, 2, 4])), [2, 4, 8])
  })

  test('may have several results', async () => {
    registerHostFunction('extremes', ([x]) => {
      const numbers = [...x!]
      return [Float32Array.of(Math.min(...numbers)), Int32Array.of(numbers.length)] as HostArray[]
    })
    const results = [
      { shape: [1], dtype: 'float32' },
      { shape: [1], dtype: 'int32' },
    ] as const
    const [least, count] = hostCall('extremes', [tensor([3, -1, 2])], results)
    await expectTensor(least!, [-1])
    await expectTensor(count!, [3], 'int32')
  })

  test('has the gradient that is stated for it, and no other', async () => {
    registerHostFunction('cube', ([x]) => [Float32Array.from(x!, (v) => v ** 3)])
    const cube = (x: Tensor): Tensor => hostCall('cube', [x], [{ shape: x.shape, dtype: 'float32' }])[0]!
    expect(() => grad((x: Tensor) => cube(x).sum())(tensor([2]))).toThrow(/no gradient flows through hostCall/)
    const known = customGradient(cube, ({ operands: [x], cotangent }) => [x.square().mul(3).mul(cotangent)])
    await expectTensor(grad((x: Tensor) => known(x).sum())(tensor([2, -1])), [12, 3])
  })

  test('unknown names are refused with a suggestion', () => {
    registerHostFunction('extremes', () => [])
    expect(() => hostCall('extreme', [], [])).toThrow(/hostCall: unknown function "extreme"; did you mean "extremes"\?/)
    expect(() => hostFunction('?')).toThrow(/hostCall: unknown function "\?"; known: /)
  })
})
