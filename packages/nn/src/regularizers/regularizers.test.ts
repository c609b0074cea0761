/** Regularizers: their values, gradients, identifiers, and their way into the losses of layers. */
import { cpu } from '@neurite/backend-cpu'
import { grad, setBackend, tensor, type Tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { getRegularizer, regularizerConfig, type RegularizerLike, type RegularizerName, regularizers } from './get-regularizer.ts'
import { L1, L1L2, L2 } from './l1-l2.ts'
import { OrthogonalRegularizer } from './orthogonal-regularizer.ts'
import { Regularizer } from './regularizer.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const x = tensor(
  [
    [1, -2],
    [3, 0],
  ],
  { dtype: 'float64' },
)

describe('values', () => {
  test.each<[Regularizer, number]>([
    [new L1(), 0.06],
    [new L1({ l1: 2 }), 12],
    [new L2(), 0.14],
    [new L2({ l2: 0.5 }), 7],
    [new L1L2(), 0],
    [new L1L2({ l1: 1, l2: 1 }), 20],
    [new L1L2({ l1: 1 }), 6],
    [new L1L2({ l2: 1 }), 14],
    // Rows (1, -2) / sqrt(5) and (1, 0): their cosine is 1 / sqrt(5).
    [new OrthogonalRegularizer(), 0.01 / Math.sqrt(5)],
    // Columns (1, 3) / sqrt(10) and (-1, 0).
    [new OrthogonalRegularizer({ factor: 2, mode: 'columns' }), 2 / Math.sqrt(10)],
  ])('%o', async (regularizer, expected) => {
    const penalty = regularizer.apply(x)
    expect(penalty.shape).toEqual([])
    expect(await penalty.item()).toBeCloseTo(expected, 12)
  })

  test('of orthogonality is the mean over pairs, and 0 for one vector', async () => {
    const three = tensor(
      [
        [1, 0],
        [1, 1],
        [0, 2],
      ],
      { dtype: 'float64' },
    )
    expect(await new OrthogonalRegularizer({ factor: 3 }).apply(three).item()).toBeCloseTo(2 * Math.SQRT1_2, 12)
    expect(await new OrthogonalRegularizer().apply(tensor([[1, 2]])).item()).toBe(0)
  })

  test('have finite gradients at 0', async () => {
    for (const regularizer of [new L1(), new L2(), new OrthogonalRegularizer()]) {
      const gradient = await grad((w: Tensor) => regularizer.apply(w))(zeros([2, 2])).data()
      expect([...gradient]).toEqual([0, 0, 0, 0])
    }
  })
})

describe('identifiers', () => {
  test.each(Object.keys(regularizers) as RegularizerName[])('%s survives the way through its configuration', async (name) => {
    const regularizer = getRegularizer('Dense', name)
    expect(regularizer).toBeInstanceOf(regularizers[name])
    const remade = getRegularizer('Dense', JSON.parse(JSON.stringify(regularizerConfig(regularizer))) as RegularizerLike)
    expect(remade).toEqual(regularizer)
  })

  test('configurations hold every option', () => {
    expect(regularizerConfig(new L1L2({ l1: 1, l2: 2 }))).toEqual({ className: 'L1L2', config: { l1: 1, l2: 2 } })
    expect(new OrthogonalRegularizer({ factor: 2, mode: 'columns' }).getConfig()).toEqual({ factor: 2, mode: 'columns' })
  })

  test('functions and classes of the user stay what they are', async () => {
    const own = (w: Tensor): Tensor => w.sum()
    const regularizer = getRegularizer('Dense', own)
    expect(await regularizer.apply(x).item()).toBe(2)
    expect(regularizerConfig(regularizer)).toBe(own)
    class Own extends L2 {}
    const extended = new Own()
    expect(regularizerConfig(getRegularizer('Dense', extended))).toBe(extended)
  })

  test.each<[unknown, string]>([
    ['L2', 'Dense: unknown regularizer "L2"; did you mean "l2"?'],
    ['l1_l2', 'Dense: unknown regularizer "l1_l2"; did you mean "l1L2"?'],
    ['toString', 'Dense: unknown regularizer "toString"; known: '],
    [0.01, "Dense: expected a regularizer, got the number 0.01; pass 'l2' or new L2({ l2: 1e-4 }), for example"],
    [L2, 'Dense: expected a regularizer, got the function or class L2;'],
  ])('%o is refused', (like, message) => {
    expect(() => getRegularizer('Dense', like as RegularizerLike)).toThrow(message)
  })
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [() => new L1({ l1: -1 }), 'L1: l1 must be a number >= 0, got -1'],
    [() => new L2({ l2: Number.NaN }), 'L2: l2 must be a number >= 0, got NaN'],
    [() => new L1L2({ l3: 1 } as object), 'L1L2: unknown option "l3"; did you mean "l1"?'],
    [
      () => new OrthogonalRegularizer({ mode: 'row' as 'rows' }),
      'OrthogonalRegularizer: unknown mode "row"; did you mean "rows"?',
    ],
    [() => new OrthogonalRegularizer().apply(zeros([2])), 'OrthogonalRegularizer: expected a matrix, got shape [2]'],
  ])('case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})
