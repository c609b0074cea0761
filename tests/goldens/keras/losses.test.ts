/** Losses against Keras: values, reductions, sample weights, and gradients by the predictions. */
import { type Tensor, Variable, variableGrads } from '@neurite/core'
import { Loss } from '@neurite/nn'
import { describe, test } from 'vitest'
import { readRows } from '../golden-file.ts'
import { expectClose } from './expect-close.ts'
import type { LossRow } from './keras-row.ts'
import { onBackends, type Session, titleOf } from './on-backends.ts'
import { make } from './subjects.ts'

const rows = readRows<LossRow>('losses')

async function checkRow(row: LossRow, { tensorOf }: Session): Promise<void> {
  const loss = make(Loss, row.class, row.config)
  const yTrue = tensorOf(row.yTrue)
  const yPred = new Variable(tensorOf(row.yPred))
  const sampleWeight = row.sampleWeight && tensorOf(row.sampleWeight)
  const compute = (): Tensor => loss.compute(yTrue, yPred.value, { sampleWeight })
  await expectClose([{ name: 'loss', got: compute(), expected: row.outputs[0]! }])
  const { grads } = variableGrads(() => compute().mul(tensorOf(row.cotangents[0]!)).sum(), [yPred])
  await expectClose([{ name: 'gradient', got: grads[0]!, expected: row.gradients.yPred }])
}

describe('losses as Keras computes them', () => {
  onBackends('losses', (session) => {
    test.each(rows.map((row) => [titleOf(row), row] as const))('%s', (_, row) => checkRow(row, session))
  })
})
