/** Layers against Keras: outputs, gradients by inputs and weights, and the state that training changes. */
import { type DType, type Tensor, Variable, variableGrads } from '@neurite/core'
import { Layer, maskOf } from '@neurite/nn'
import { describe, expect, test } from 'vitest'
import { type GoldenTensor, readRows } from '../golden-file.ts'
import { expectClose, type Pair } from './expect-close.ts'
import type { LayerRow } from './keras-row.ts'
import { onBackends, type Session, titleOf } from './on-backends.ts'
import { make } from './subjects.ts'

const rows = [...readRows<LayerRow>('layers'), ...readRows<LayerRow>('pooling')]

const isList = <T>(one: T | readonly T[]): one is readonly T[] => Array.isArray(one)

const listed = <T>(one: T | readonly T[]): readonly T[] => (isList(one) ? one : [one])

/** The options with the dtype, also for layers inside. */
function withDType(config: LayerRow['config'], dtype: DType): LayerRow['config'] {
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside)
    if (typeof value !== 'object' || value === null || !('config' in value)) return value
    return { ...value, config: withDType(value.config as LayerRow['config'], dtype) }
  }
  return { ...Object.fromEntries(Object.entries(config).map(([name, value]) => [name, inside(value)])), dtype }
}

/** snake_case as camelCase, and without the number that tells equal names apart. */
const plain = (name: string): string =>
  name.replace(/_\d+$/, '').replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** The layer's weights by their path inside it, as rows name them. */
function weightsByPath(layer: Layer): Map<string, Variable> {
  const inside = (path: string): string =>
    path
      .slice(layer.path.length + 1)
      .split('/')
      .map(plain)
      .join('/')
  return new Map(layer.weights.map((weight) => [inside(weight.path), weight]))
}

/** The weight that a row names. */
function weightAt(weights: ReadonlyMap<string, Variable>, path: string): Variable {
  const weight = weights.get(path)
  if (weight) return weight
  throw new Error(`expected a weight ${path}, got ${[...weights.keys()].join(', ')}`)
}

/** Options of `apply` as the row says. */
function applyOptions({ training, call = {} }: LayerRow, { tensorOf }: Session): Record<string, unknown> {
  const optionOf = (value: GoldenTensor | readonly GoldenTensor[] | boolean): unknown => {
    if (typeof value === 'boolean') return value
    return Array.isArray(value) ? value.map(tensorOf) : tensorOf(value as GoldenTensor)
  }
  return {
    training: training ?? false,
    ...Object.fromEntries(Object.entries(call).map(([name, value]) => [name, optionOf(value)])),
  }
}

/** A layer of the row, and a function that applies it to what its inputs hold. */
function subjectOf(row: LayerRow, session: Session): { layer: Layer; inputs: Variable[]; apply: () => Tensor[] } {
  const layer = make(Layer, row.class, withDType(row.config, session.dtype))
  const inputs = listed(row.inputs).map((golden, index) => new Variable(session.tensorOf(golden), { path: `input${index}` }))
  const options = applyOptions(row, session)
  const apply = (): Tensor[] => {
    const values = inputs.map(({ value }) => value)
    const named = row.names && Object.fromEntries(row.names.map((name, index) => [name, values[index]!]))
    const nest: unknown = named ?? (Array.isArray(row.inputs) ? values : values[0]!)
    // What goes in and comes out is up to the layer; the row knows.
    const outputs: Tensor | readonly Tensor[] = layer.apply(nest as Tensor, options)
    return [...listed(outputs)]
  }
  return { layer, inputs, apply }
}

const pairsOf = (what: string, got: readonly Tensor[], expected: readonly GoldenTensor[]): Pair[] => {
  expect(got).toHaveLength(expected.length)
  return expected.map((golden, index) => ({ name: `${what} ${index}`, got: got[index]!, expected: golden }))
}

async function checkRow(row: LayerRow, session: Session): Promise<void> {
  const { layer, inputs, apply } = subjectOf(row, session)
  apply()
  const weights = weightsByPath(layer)
  const start = Object.entries(row.weights ?? {})
  expect([...weights.keys()].sort()).toEqual(start.map(([path]) => path).sort())
  for (const [path, golden] of start) weightAt(weights, path).assign(session.tensorOf(golden))

  const outputs = apply()
  await expectClose(pairsOf('output', outputs, row.outputs))
  if (row.outputMask) await expectClose(pairsOf('mask', [maskOf(outputs[0]!)!], [row.outputMask]))
  const after = Object.entries(row.weightsAfter ?? {})
  await expectClose(after.map(([path, expected]) => ({ name: path, got: weightAt(weights, path).value, expected })))
  for (const [path] of after) weightAt(weights, path).assign(session.tensorOf(row.weights![path]!))

  const inputGradients = row.gradients.inputs.flatMap((expected, index) =>
    expected ? [{ name: `gradient by input ${index}`, variable: inputs[index]!, expected }] : [],
  )
  const weightGradients = Object.entries(row.gradients.weights).map(([path, expected]) => ({
    name: `gradient by ${path}`,
    variable: weightAt(weights, path),
    expected,
  }))
  const sources = [...inputGradients, ...weightGradients]
  if (sources.length === 0) return
  const cotangents = row.cotangents.map(session.tensorOf)
  const loss = (): Tensor =>
    apply()
      .map((output, index) => output.mul(cotangents[index]!).sum())
      .reduce((sum, term) => sum.add(term))
  const { grads } = variableGrads(
    loss,
    sources.map(({ variable }) => variable),
  )
  await expectClose(sources.map(({ name, expected }, index) => ({ name, expected, got: grads[index]! })))
}

describe('layers as Keras computes them', () => {
  onBackends('layers', (session) => {
    test.each(rows.map((row) => [titleOf(row), row] as const))('%s', (_, row) => checkRow(row, session))
  })
})
