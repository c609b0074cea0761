/** Schedules against Keras, their configurations, and what they refuse. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, compile, setBackend, stack, type Tensor, tensor, Variable } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ClassConfig, toClassConfig } from '../options/class-config.ts'
import { CosineDecay } from './cosine-decay.ts'
import { CosineDecayRestarts } from './cosine-decay-restarts.ts'
import { ExponentialDecay } from './exponential-decay.ts'
import { getSchedule, schedules } from './get-schedule.ts'
import { InverseTimeDecay } from './inverse-time-decay.ts'
import { PiecewiseConstantDecay } from './piecewise-constant-decay.ts'
import { PolynomialDecay } from './polynomial-decay.ts'
import { Schedule } from './schedule.ts'

beforeAll(() => setBackend(cpu()))

const steps = [0, 1, 3, 7, 10, 11, 20, 29, 30, 31, 69, 70, 100]

// Made with Keras 3.15: the learning rate at these steps.
const rows: readonly (readonly [Schedule, readonly number[]])[] = [
  [
    new ExponentialDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.9 }),
    [
      0.1, 0.09895193, 0.09688862, 0.09289017, 0.09, 0.08905673, 0.08099999, 0.07367214, 0.07289999, 0.07213595, 0.04833628,
      0.04782968, 0.03486783,
    ],
  ],
  [
    new ExponentialDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5, staircase: true }),
    [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125, 0.0125, 0.0015625, 0.00078125, 9.765625e-5],
  ],
  [
    new InverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5 }),
    [
      0.1, 0.0952381, 0.08695652, 0.07407407, 0.06666667, 0.06451613, 0.05, 0.04081633, 0.04, 0.03921569, 0.02247191, 0.02222222,
      0.01666667,
    ],
  ],
  [
    new InverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5, staircase: true }),
    [0.1, 0.1, 0.1, 0.1, 0.06666667, 0.06666667, 0.05, 0.05, 0.04, 0.04, 0.025, 0.02222222, 0.01666667],
  ],
  [
    new PolynomialDecay({ initialLearningRate: 0.1, decaySteps: 30 }),
    [0.1, 0.09667, 0.09001, 0.07669, 0.0667, 0.06337, 0.0334, 0.003430003, 0.0001, 0.0001, 0.0001, 0.0001, 0.0001],
  ],
  [
    new PolynomialDecay({ initialLearningRate: 0.1, decaySteps: 30, endLearningRate: 0.01, power: 0.5 }),
    [0.1, 0.09848729, 0.0953815, 0.08880355, 0.08348469, 0.08162402, 0.06196152, 0.02643168, 0.01, 0.01, 0.01, 0.01, 0.01],
  ],
  [
    new PolynomialDecay({ initialLearningRate: 0.1, decaySteps: 30, endLearningRate: 0.01, power: 2, cycle: true }),
    [0.1, 0.09409999, 0.0829, 0.0629, 0.05, 0.0461, 0.02, 0.0101, 0.01, 0.031025, 0.0149, 0.01444444, 0.0125],
  ],
  [
    new PiecewiseConstantDecay({ boundaries: [10, 30], values: [0.1, 0.05, 0.01] }),
    [0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.01, 0.01, 0.01, 0.01],
  ],
  [new PiecewiseConstantDecay({ boundaries: [7], values: [1, 0.5] }), [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]],
  [
    new CosineDecay({ initialLearningRate: 0.1, decaySteps: 30 }),
    [0.1, 0.0997261, 0.09755283, 0.08715724, 0.075, 0.07033683, 0.025, 0.0002739042, 0, 0, 0, 0, 0],
  ],
  [
    new CosineDecay({ initialLearningRate: 0.1, decaySteps: 30, alpha: 0.2 }),
    [0.1, 0.09978088, 0.09804226, 0.08972579, 0.08000001, 0.07626947, 0.04, 0.02021912, 0.02, 0.02, 0.02, 0.02, 0.02],
  ],
  [
    new CosineDecay({ initialLearningRate: 0.01, decaySteps: 20, warmupTarget: 0.1, warmupSteps: 10, alpha: 0.1 }),
    [0.01, 0.019, 0.037, 0.073, 0.1, 0.09944598, 0.055, 0.01055402, 0.01, 0.01, 0.01, 0.01, 0.01],
  ],
  [
    new CosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 10 }),
    [
      0.1, 0.09755283, 0.07938927, 0.02061074, 0.1, 0.09938442, 0.05, 0.0006155819, 0.1, 0.09984587, 0.0001541317, 0.1,
      0.06913417,
    ],
  ],
  [
    new CosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 10, tMul: 1, mMul: 0.9, alpha: 0.1 }),
    [
      0.1, 0.09779754, 0.08145034, 0.02854967, 0.091, 0.08901779, 0.0829, 0.01178398, 0.07561, 0.0740044, 0.01117047, 0.05304671,
      0.04138105,
    ],
  ],
  [
    new CosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 10, tMul: 1.5, mMul: 0.5 }),
    [
      0.1, 0.09755283, 0.07938927, 0.02061074, 0.05, 0.04945369, 0.0125, 0.0231006, 0.02207555, 0.02086413, 0.003641635, 0.003125,
      0.004362749,
    ],
  ],
]

const named = rows.map(([schedule, rates]) => [schedule.className, schedule, rates] as const)

describe.each(named)('%s %o', (_, schedule, rates) => {
  test('at every step', async () => {
    const got = await stack(steps.map((step) => schedule.at(tensor(step, { dtype: 'int32' })))).data()
    rates.forEach((rate, index) => expect(got[index], `step ${steps[index]}`).toBeCloseTo(rate, 6))
  })

  test('compiled, with the step as state', async () => {
    const count = new Variable(0, { dtype: 'int32' })
    const next = compile((): Tensor => {
      count.assign(count.value.add(1))
      return schedule.at(count.value.sub(1))
    })
    const got: number[] = []
    for (let step = 0; step <= 11; step++) got.push(await next().item())
    expect(next.traces).toBe(1)
    steps.slice(0, 6).forEach((step, index) => expect(got[step], `step ${step}`).toBeCloseTo(rates[index]!, 6))
  })

  test('is made again from its configuration', () => {
    const again = getSchedule('load', JSON.parse(JSON.stringify(toClassConfig(schedule))) as ClassConfig)
    expect(again).toBeInstanceOf(schedule.constructor)
    expect(again).toEqual(schedule)
  })
})

test('every schedule has rows', () => {
  expect(new Set(rows.map(([{ className }]) => className))).toEqual(
    new Set(Object.values(schedules).map(({ className }) => className)),
  )
})

test('a restart comes at its step, however the logarithm is rounded', async () => {
  const schedule = new CosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 3, tMul: 3 })
  // Decays begin at 3 * (3^i - 1) / 2.
  for (let i = 0; i < 9; i++) {
    const start = (3 * (3 ** i - 1)) / 2
    expect(await schedule.at(tensor(start, { dtype: 'int32' })).item(), `step ${start}`).toBeCloseTo(1, 6)
    if (i > 0) expect(await schedule.at(tensor(start - 1, { dtype: 'int32' })).item()).toBeLessThan(0.3)
  }
})

const initial = { initialLearningRate: 0.1 }

test.each([
  [
    () => new ExponentialDecay({ ...initial, decaySteps: 0, decayRate: 1 }),
    'ExponentialDecay: decaySteps must be a number > 0, got 0',
  ],
  [
    () => new InverseTimeDecay({ decaySteps: 1, decayRate: 1 } as never),
    'InverseTimeDecay: initialLearningRate must be a finite number, got undefined',
  ],
  [
    () => new PolynomialDecay({ ...initial, decaySteps: 5, cycle: 1 as never }),
    'PolynomialDecay: cycle must be true or false, got 1',
  ],
  [
    () => new PiecewiseConstantDecay({ boundaries: [1], values: [1] }),
    'PiecewiseConstantDecay: expected one value more than boundaries, got 1 values and 1 boundaries',
  ],
  [
    () => new PiecewiseConstantDecay({ boundaries: [3, 2], values: [1, 2, 3] }),
    'PiecewiseConstantDecay: boundaries must rise, got 2 after a greater or equal one',
  ],
  [
    () => new PiecewiseConstantDecay({ boundaries: 3, values: [1] } as never),
    'PiecewiseConstantDecay: boundaries must be an array of numbers, got the number 3',
  ],
  [
    () => new CosineDecay({ ...initial, decaySteps: 1, warmupStep: 1 } as never),
    'CosineDecay: unknown option "warmupStep"; did you mean "warmupSteps"?',
  ],
  [
    () => new CosineDecayRestarts({ ...initial, firstDecaySteps: 1, tMul: 0.5 }),
    'CosineDecayRestarts: tMul must be a number >= 1, got 0.5',
  ],
  [
    () => getSchedule('load', { className: 'CosinDecay', config: {} }),
    'load: unknown schedule class "CosinDecay"; did you mean "CosineDecay"?',
  ],
])('%s', (make, message) => {
  expect(make).toThrow(new ArgumentError(message))
})
