/** Activation functions against Keras: values and slopes, near kinks and far out. */
import { type Tensor, Variable, variableGrads } from '@neurite/core'
import { describe, test } from 'vitest'
import { readRows } from '../golden-file.ts'
import { expectClose } from './expect-close.ts'
import type { ActivationRow } from './keras-row.ts'
import { onBackends, type Session, titleOf } from './on-backends.ts'
import { activationOf } from './subjects.ts'

const rows = readRows<ActivationRow>('activations')

/** Functions that take one record of options; the others take them one after another, in Keras's order. */
const takesRecord = new Set(['relu'])

async function checkRow(row: ActivationRow, { tensorOf }: Session): Promise<void> {
  const x = new Variable(tensorOf(row.inputs))
  const options = takesRecord.has(row.class) ? [row.config] : Object.values(row.config)
  const apply = (): Tensor => Reflect.apply(activationOf(row.class), undefined, [x.value, ...options])
  await expectClose([{ name: 'output', got: apply(), expected: row.outputs[0]! }], 0.5)
  const { grads } = variableGrads(() => apply().mul(tensorOf(row.cotangents[0]!)).sum(), [x])
  await expectClose([{ name: 'gradient', got: grads[0]!, expected: row.gradients.inputs[0]! }], 0.5)
}

describe('activations as Keras computes them', () => {
  onBackends('activations', (session) => {
    test.each(rows.map((row) => [titleOf(row), row] as const))('%s', (_, row) => checkRow(row, session))
  })
})
