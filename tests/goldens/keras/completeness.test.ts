/** Every activation, layer, loss, metric, optimizer, schedule, regularizer and constraint of nn has a golden case, or stands here with the reason. */
import { Constraint, Layer, Loss, Metric, Optimizer, Regularizer, Schedule } from '@neurite/nn'
import { describe, expect, test } from 'vitest'
import { readRows } from '../golden-file.ts'
import { activationNames, activationOf, classesOf, makeMetric } from './subjects.ts'

/** Classes without golden cases. */
const without: Readonly<Record<string, string>> = {
  Wrapper: 'abstract in effect: it does what the layer inside does; the wrappers that do more have cases',
  RNNCell: 'abstract: the cells have cases',
  ConvLSTMCell: 'the cell of ConvLSTM1D, 2D and 3D, which have cases',
  Lambda: "computes what the user's function computes",
  Model: 'abstract',
  Sequential: 'applies layers that have cases one after another',
  FunctionLoss: "computes what the user's function computes",
  MeanMetric: 'abstract: the mean metrics have cases',
}

interface Row {
  readonly kind: string
  readonly class: string
  readonly config: Readonly<Record<string, unknown>>
}

const files = ['activations', 'layers', 'pooling', 'losses', 'metrics', 'optimizers']

const rows = files.flatMap((name) => readRows<Row>(name))

const rowsOf = (kind: string): Row[] => rows.filter((row) => row.kind === kind)

/** Names of the classes in a configuration: those of layers inside, of schedules. */
const namesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = 'className' in value ? [String(value.className)] : []
  return [...own, ...Object.values(value).flatMap(namesIn)]
}

/** Our names of what rows of a kind are about. */
function covered(kind: string): Set<string> {
  const own = rowsOf(kind)
  if (kind === 'metric') return new Set(own.map((row) => makeMetric(row.class, row.config).constructor.name))
  return new Set(own.flatMap((row) => [row.class, ...namesIn(row.config)]))
}

describe('the rows are complete', () => {
  const kinds = {
    layer: Layer,
    loss: Loss,
    metric: Metric,
    optimizer: Optimizer,
    schedule: Schedule,
    regularizer: Regularizer,
    constraint: Constraint,
  }

  test.each(Object.entries(kinds))('every %s has one', (kind, base) => {
    const found = covered(kind)
    expect(classesOf(base).filter((name) => !found.has(name) && !Object.hasOwn(without, name))).toEqual([])
  })

  test('every activation has one', () => {
    const found = new Set(rowsOf('activation').map((row) => activationOf(row.class)))
    expect(activationNames.filter((name) => !found.has(activationOf(name)))).toEqual([])
  })

  test('what stands here as without golden cases exists, and has none', () => {
    const all = new Set(Object.values(kinds).flatMap(classesOf))
    const found = new Set(Object.keys(kinds).flatMap((kind) => [...covered(kind)]))
    expect(Object.keys(without).filter((name) => !all.has(name) || found.has(name))).toEqual([])
  })

  test('there are at least 100 cases with gradients of layers, losses and activations, and of optimizers over steps', () => {
    expect(rows.filter((row) => 'gradients' in row || 'steps' in row).length).toBeGreaterThanOrEqual(100)
  })
})
