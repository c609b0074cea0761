/** Metrics against Keras: the result after each of several updates, and once more after a reset. */
import type { Tensor } from '@neurite/core'
import type { Metric } from '@neurite/nn'
import { describe, test } from 'vitest'
import { type GoldenTensor, readRows } from '../golden-file.ts'
import { expectClose } from './expect-close.ts'
import type { MetricRow } from './keras-row.ts'
import { onBackends, type Session, titleOf } from './on-backends.ts'
import { makeMetric } from './subjects.ts'

const rows = readRows<MetricRow>('metrics')

type Update = MetricRow['updates'][number]

async function checkUpdate(metric: Metric, { result, ...given }: Update, { tensorOf }: Session): Promise<void> {
  const batch = Object.values<GoldenTensor>(given).map(tensorOf)
  // Mean and Sum take values, the others targets and predictions.
  Reflect.apply<Metric, Tensor[], void>(metric.update, metric, batch)
  await expectClose([{ name: 'result', got: metric.result(), expected: result }])
}

async function checkRow(row: MetricRow, session: Session): Promise<void> {
  const metric = makeMetric(row.class, row.config)
  for (const update of row.updates) await checkUpdate(metric, update, session)
  metric.reset()
  await checkUpdate(metric, row.updates[0]!, session)
}

describe('metrics as Keras computes them', () => {
  onBackends('metrics', (session) => {
    test.each(rows.map((row) => [titleOf(row), row] as const))('%s', (_, row) => checkRow(row, session))
  })
})
