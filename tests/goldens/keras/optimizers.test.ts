/** Optimizers against Keras: the weights after every step; schedules, regularizers and constraints. */
import { tensor, type Tensor, Variable, variableGrads } from '@neurite/core'
import { Constraint, getOptimizer, Regularizer, Schedule } from '@neurite/nn'
import { describe, test } from 'vitest'
import { type GoldenTensor, readRows } from '../golden-file.ts'
import { expectClose, type Pair } from './expect-close.ts'
import type { ConstraintRow, NamedTensors, OptimizerRow, RegularizerRow, ScheduleRow } from './keras-row.ts'
import { onBackends, type Session, titleOf } from './on-backends.ts'
import { make } from './subjects.ts'

type Row = OptimizerRow | ScheduleRow | RegularizerRow | ConstraintRow

const rows = readRows<Row>('optimizers')

const pairsOf = (variables: readonly Variable[], expected: NamedTensors): Pair[] =>
  variables.map((variable) => ({ name: variable.path, got: variable.value, expected: expected[variable.path]! }))

async function checkOptimizer(row: OptimizerRow, { tensorOf }: Session): Promise<void> {
  // A learning rate may be the configuration of a schedule, which only a whole configuration brings back.
  const optimizer = getOptimizer('golden', { className: row.class, config: row.config })
  const variables = Object.entries(row.weights).map(([path, golden]) => new Variable(tensorOf(golden), { path }))
  optimizer.build(variables)
  for (const { gradients, weights } of row.steps) {
    optimizer.apply(gradients.map(tensorOf), variables)
    await expectClose(pairsOf(variables, weights))
  }
  if (!row.finalized) return
  optimizer.finalizeVariables(variables)
  await expectClose(pairsOf(variables, row.finalized))
}

async function checkSchedule(row: ScheduleRow): Promise<void> {
  const schedule = make(Schedule, row.class, row.config)
  const rate = (step: number, index: number): Pair => {
    const expected: GoldenTensor = { shape: [], values: [row.rates.values[index]!] }
    return { name: `step ${step}`, got: schedule.at(tensor(step, { dtype: 'int32' })), expected }
  }
  await expectClose(row.steps.map(rate))
}

async function checkRegularizer(row: RegularizerRow, { tensorOf }: Session): Promise<void> {
  const regularizer = make(Regularizer, row.class, row.config)
  const x = new Variable(tensorOf(row.inputs))
  const penalty = (): Tensor => regularizer.apply(x.value)
  await expectClose([{ name: 'penalty', got: penalty(), expected: row.outputs[0]! }])
  const { grads } = variableGrads(penalty, [x])
  await expectClose([{ name: 'gradient', got: grads[0]!, expected: row.gradients.inputs[0]! }])
}

async function checkConstraint(row: ConstraintRow, { tensorOf }: Session): Promise<void> {
  const constraint = make(Constraint, row.class, row.config)
  await expectClose([{ name: 'weight', got: constraint.apply(tensorOf(row.inputs)), expected: row.outputs[0]! }])
}

async function checkRow(row: Row, session: Session): Promise<void> {
  if (row.kind === 'optimizer') return checkOptimizer(row, session)
  if (row.kind === 'schedule') return checkSchedule(row)
  if (row.kind === 'regularizer') return checkRegularizer(row, session)
  return checkConstraint(row, session)
}

describe('optimizers as Keras computes them', () => {
  onBackends('optimizers', (session) => {
    test.each(rows.map((row) => [titleOf(row), row] as const))('%s', (_, row) => checkRow(row, session))
  })
})
