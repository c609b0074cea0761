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
  TensorOperation: 'calls a method of tensors; the operations of core have cases',
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

/** What to do about names without rows: a file of generator/keras_cases, and its data of the same name. */
const addRows = (file: string): string =>
  `without golden cases: add rows to tests/goldens/generator/keras_cases/${file}*.py and run \`python3 generate.py ${file}\` in tests/goldens`

describe('the rows are complete', () => {
  const kinds = {
    layer: { base: Layer, file: 'layers' },
    loss: { base: Loss, file: 'losses' },
    metric: { base: Metric, file: 'metrics' },
    optimizer: { base: Optimizer, file: 'optimizers' },
    schedule: { base: Schedule, file: 'optimizers' },
    regularizer: { base: Regularizer, file: 'optimizers' },
    constraint: { base: Constraint, file: 'optimizers' },
  }

  test.each(Object.entries(kinds))('every %s has one', (kind, { base, file }) => {
    const found = covered(kind)
    const missing = classesOf(base).filter((name) => !found.has(name) && !Object.hasOwn(without, name))
    expect(missing, `${addRows(file)}, or give a reason in \`without\` of this test`).toEqual([])
  })

  test('every activation has one', () => {
    const found = new Set(rowsOf('activation').map((row) => activationOf(row.class)))
    const missing = activationNames.filter((name) => !found.has(activationOf(name)))
    expect(missing, addRows('activations')).toEqual([])
  })

  test('what stands here as without golden cases exists, and has none', () => {
    const all = new Set(Object.values(kinds).flatMap(({ base }) => classesOf(base)))
    const found = new Set(Object.keys(kinds).flatMap((kind) => [...covered(kind)]))
    const stale = Object.keys(without).filter((name) => !all.has(name) || found.has(name))
    expect(stale, 'names in `without` that are gone, or have golden cases by now: remove them').toEqual([])
  })

  test('there are at least 100 cases with gradients of layers, losses and activations, and of optimizers over steps', () => {
    expect(rows.filter((row) => 'gradients' in row || 'steps' in row).length).toBeGreaterThanOrEqual(100)
  })
})
