/** Gradients: of functions, of gradients, through what was read meanwhile, and at the edges. */
import {
  compile,
  concat,
  grad,
  logSoftmax,
  logSumExp,
  onesLike,
  softmax,
  sort,
  tensor,
  Tensor,
  valueAndGrad,
  Variable,
  variableGrads,
  vjp,
  where,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onEachBackend } from '../backends/each-backend.ts'

const gradOf = async (f: (x: Tensor) => Tensor, x: number): Promise<number> => grad((t: Tensor) => f(t).sum())(tensor([x])).item()

onEachBackend('grad', (current) => {
  test('of nests, with other arguments, and with the value', async () => {
    const loss = (p: { w: Tensor; b: Tensor[] }, x: Tensor): Tensor => x.mul(p.w).add(p.b[0]!).square().sum()
    const { value, grad: g } = valueAndGrad(loss)({ w: tensor([1, 2]), b: [tensor([0, 1])] }, tensor([3, 4]))
    expect(await value.item()).toBe(9 + 81)
    expect(await g.w.array()).toEqual([18, 72])
    expect(await g.b[0]!.array()).toEqual([6, 18])
  })

  test('an argument without influence has gradient 0', async () => {
    expect(await grad((p: [Tensor, Tensor]) => p[0].sum())([tensor([1, 2]), tensor([3])])[1].array()).toEqual([0])
  })

  test('through what was read inside the function', async () => {
    if (!current().compileSync) return expect(() => tensor([1]).mul(3).dataSync()).toThrow(/synchronously/)
    const slope = grad((x: Tensor) => {
      const y = x.square()
      const factor = y.dataSync()[0]! > 1 ? 2 : 1
      return y.mul(factor).sum()
    })
    expect(await slope(tensor([3])).array()).toEqual([12])
    expect(await slope(tensor([0.5])).array()).toEqual([1])
  })

  test('of variables', async () => {
    const [w, unused] = [new Variable([1, 2]), new Variable([5])]
    const { value, grads } = variableGrads(() => w.value.square().sum(), [w, unused])
    expect(await value.item()).toBe(5)
    expect(await grads[0]!.array()).toEqual([2, 4])
    expect(await grads[1]!.array()).toEqual([0])
  })

  test('vjp pulls a cotangent back, also later', async () => {
    const { value, pullback } = vjp((x: Tensor) => x.square(), tensor([1, 2, 3]))
    expect(await value.array()).toEqual([1, 4, 9])
    expect(await pullback(tensor([1, 10, 100])).array()).toEqual([2, 40, 600])
    expect(await pullback(onesLike(value)).array()).toEqual([2, 4, 6])
  })

  test('second and third derivatives', async () => {
    const cube = (x: Tensor): Tensor => x.mul(x).mul(x).sum()
    const first = grad(cube)
    const second = grad((x: Tensor) => first(x).sum())
    const third = grad((x: Tensor) => second(x).sum())
    const x = tensor([2, -1])
    expect(await first(x).array()).toEqual([12, 3])
    expect(await second(x).array()).toEqual([12, -6])
    expect(await third(x).array()).toEqual([6, 6])
  })

  test('second derivatives of a small network agree with finite differences of its gradient', async () => {
    const dtype = 'float64' as const
    const x = tensor(
      [
        [0.5, -1],
        [2, 0.3],
        [-0.7, 1.1],
      ],
      { dtype },
    )
    const labels = tensor(
      [
        [1, 0],
        [0, 1],
        [1, 0],
      ],
      { dtype },
    )
    const head = tensor(
      [
        [0.3, -0.8],
        [1.2, 0.4],
      ],
      { dtype },
    )
    const loss = (w: Tensor): Tensor => logSoftmax(x.matmul(w).tanh().matmul(head)).mul(labels).sum().neg().div(3)
    const direction = tensor(
      [
        [0.2, -0.5],
        [0.9, 0.1],
      ],
      { dtype },
    )
    const w = tensor(
      [
        [0.1, 0.7],
        [-0.4, 0.2],
      ],
      { dtype },
    )
    const hessianVector = grad((v: Tensor) => grad(loss)(v).mul(direction).sum())(w)
    const h = 1e-5
    const [up, down] = await Promise.all([h, -h].map((step) => grad(loss)(w.add(direction.mul(step))).data()))
    const product = await hessianVector.data()
    product.forEach((value, i) => expect(value).toBeCloseTo((up![i]! - down![i]!) / (2 * h), 7))
  })

  test('composites keep their gradient through compile', async () => {
    const f = compile((x: Tensor) => grad((t: Tensor) => softmax(t).square().sum())(x))
    const x = [0.1, 0.5, -0.3]
    const value = (v: number[]): number => {
      const e = v.map(Math.exp)
      const s = e.reduce((a, b) => a + b)
      return e.reduce((sum, y) => sum + (y / s) ** 2, 0)
    }
    const g = await f(tensor(x)).data()
    x.forEach((_, i) => {
      const at = (d: number): number => value(x.map((v, j) => (j === i ? v + d : v)))
      expect(g[i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 5)
    })
  })

  test.each([
    ['sigmoid at -89', (x: Tensor) => x.sigmoid(), -89, Math.exp(-89)],
    ['sigmoid at 89', (x: Tensor) => x.sigmoid(), 89, Math.exp(-89)],
    ['tanh at 0', (x: Tensor) => x.tanh(), 0, 1],
    ['relu at 0', (x: Tensor) => x.relu(), 0, 0],
    ['abs at 0', (x: Tensor) => x.abs(), 0, 0],
    ['pow 0 at 0', (x: Tensor) => x.pow(0), 0, 0],
    ['pow 1 at 0', (x: Tensor) => x.pow(1), 0, 1],
    ['pow 2 at 0', (x: Tensor) => x.pow(2), 0, 0],
    ['pow 3 at -2', (x: Tensor) => x.pow(3), -2, 12],
    ['maximum with itself', (x: Tensor) => x.maximum(x), 3, 1],
    ['maximum at a tie', (x: Tensor) => x.maximum(3), 3, 0.5],
    ['where that is not taken', (x: Tensor) => where(x.greater(0), x.sqrt(), x), 4, 0.25],
    ['floor', (x: Tensor) => x.floor().add(x), 1.5, 1],
    ['stopGradient', (x: Tensor) => x.mul(x.stopGradient()), 3, 3],
    ['log1p near 0', (x: Tensor) => x.log1p(), 1e-10, 1],
  ])('%s', async (_, f, x, expected) => {
    expect(await gradOf(f, x)).toBeCloseTo(expected, 6)
    if (expected > 0 && expected < 1e-6) expect((await gradOf(f, x)) / expected).toBeCloseTo(1, 4)
  })

  test('products with zeros', async () => {
    const slope = grad((x: Tensor) => x.prod())
    expect(await slope(tensor([2, 3, 4])).array()).toEqual([12, 8, 6])
    expect(await slope(tensor([2, 0, 4])).array()).toEqual([0, 8, 0])
    expect(await slope(tensor([0, 0, 4])).array()).toEqual([0, 0, 0])
  })

  test('logSumExp of nothing but -Infinity', async () => {
    const x = tensor([-Infinity, -Infinity])
    expect(await logSumExp(x).item()).toBe(-Infinity)
    expect(await logSumExp(tensor([1000, 1000])).item()).toBeCloseTo(1000 + Math.LN2, 3)
    expect(await logSumExp(tensor([-Infinity, 3])).item()).toBe(3)
  })

  test('ties in max share evenly; sort sends each cotangent home', async () => {
    expect(await grad((x: Tensor) => x.max())(tensor([1, 5, 5, 2])).array()).toEqual([0, 0.5, 0.5, 0])
    const weights = tensor([1, 10, 100])
    expect(await grad((x: Tensor) => sort(x).mul(weights).sum())(tensor([3, 1, 2])).array()).toEqual([100, 1, 10])
  })

  test('broadcasting, slicing and joining', async () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(await grad((b: Tensor) => x.mul(b).sum())(tensor([1, 1, 1])).array()).toEqual([5, 7, 9])
    expect(await grad((t: Tensor) => t.slice([0, 0], { strides: [1, 2] }).sum())(x).array()).toEqual([
      [1, 0, 1],
      [1, 0, 1],
    ])
    expect(await grad((t: Tensor) => concat([t, t.mul(2)]).sum())(tensor([1, 2])).array()).toEqual([3, 3])
  })

  test('misuse is an error', () => {
    expect(() => grad((x: Tensor) => x)(tensor([1, 2]))).toThrow(/grad: the function must return a scalar, got shape \[2\]/)
    expect(() => grad((x: Tensor) => x.sum())(tensor([1, 2], { dtype: 'int32' }))).toThrow(
      /is int32; only float tensors have gradients/,
    )
    expect(() => grad((x: Tensor) => x.argMax())(tensor([1, 2]))).toThrow(/must return a float, got int32/)
  })
})
