/** Reads weights into a model that is there. */
import { DataError, type Variable } from '@neurite/core'
import type { Model } from '../models/model.ts'
import { checkOptions } from '../options/check-options.ts'
import { Archive } from './archive.ts'
import { readSource } from './read-source.ts'
import type { HostTensor, NamedTensor } from './safetensors.ts'
import type { LoadWeightsOptions, LoadWeightsReport, WeightsSource } from './saving-types.ts'
import { assignAll, describeType, fitsVariable, namesOfVariables, toTensor } from './variables.ts'

/** A weight of the model with the tensor that is to become its value. */
interface Match {
  readonly name: string
  readonly variable: Variable
  readonly found: HostTensor | undefined
}

/** Pairs of weights and tensors, and the names of tensors that no weight takes. */
interface Matches {
  readonly pairs: readonly Match[]
  readonly unexpected: readonly string[]
}

/** Each weight with the tensor of its name. */
function matchByName(variables: readonly Variable[], names: readonly string[], tensors: readonly NamedTensor[]): Matches {
  const byName = new Map(tensors)
  const pairs = variables.map((variable, index) => ({ name: names[index]!, variable, found: byName.get(names[index]!) }))
  const known = new Set(names)
  return { pairs, unexpected: tensors.map(([name]) => name).filter((name) => !known.has(name)) }
}

/** Each weight with the tensor at its place. */
const matchInOrder = (variables: readonly Variable[], names: readonly string[], tensors: readonly NamedTensor[]): Matches => ({
  pairs: variables.map((variable, index) => ({ name: names[index]!, variable, found: tensors[index]?.[1] })),
  unexpected: tensors.slice(variables.length).map(([name]) => name),
})

function describeProblems({ missing, unexpected, mismatched }: LoadWeightsReport): string {
  const some = (items: readonly string[]): string => `${items.slice(0, 3).join(', ')}${items.length > 3 ? ', ...' : ''}`
  const mismatches = mismatched.map(({ path, expected, found }) => `${path} is ${found} in the file, ${expected} in the model`)
  return [
    ...(mismatches.length > 0 ? [some(mismatches)] : []),
    ...(missing.length > 0 ? [`the file lacks ${some(missing)}`] : []),
    ...(unexpected.length > 0 ? [`the model has no ${some(unexpected)}`] : []),
  ].join('; ')
}

/** Gives the generators of a model the state of those in the file, where they are the same. */
function loadState(call: string, model: Model, archive: Archive): void {
  if (!archive.has('state.safetensors')) return
  const weights = new Set(model.weights)
  const state = model.variables.filter((variable) => !weights.has(variable))
  const tensors = archive.tensors('state')
  const fits = state.length === tensors.length && state.every((variable, index) => fitsVariable(tensors[index]![1], variable))
  if (fits) assignAll(call, 'state', state, tensors)
}

/** Reads weights from a file that `save` or `saveWeights` wrote. */
export async function loadWeights(model: Model, source: WeightsSource, options: LoadWeightsOptions): Promise<LoadWeightsReport> {
  const call = `${model.path}.loadWeights`
  const {
    byName = false,
    partial = false,
    strict = !partial,
  } = checkOptions(call, options, {
    byName: true,
    partial: true,
    strict: true,
  })
  const archive = new Archive(call, await readSource(call, source))
  const tensors = archive.tensors('weights')
  const variables = model.weights
  if (variables.length === 0 && tensors.length > 0) {
    throw new DataError(`${call}: the model has no weights yet; give inputShape, or apply it once, before its weights are read`)
  }
  const match = byName ? matchByName : matchInOrder
  const { pairs, unexpected } = match(variables, namesOfVariables(variables, model.path), tensors)
  const fitting = pairs.filter(({ variable, found }) => found && fitsVariable(found, variable))
  const report: LoadWeightsReport = {
    loaded: fitting.map(({ name }) => name),
    missing: pairs.filter(({ found }) => !found).map(({ name }) => name),
    unexpected,
    mismatched: pairs.flatMap(({ name, variable, found }) =>
      found && !fitsVariable(found, variable)
        ? [{ path: name, expected: describeType(variable), found: describeType(found) }]
        : [],
    ),
  }
  const isWrong = report.mismatched.length > 0 || (strict && report.missing.length + unexpected.length > 0)
  if (isWrong && !(partial && !strict)) {
    const fix = byName
      ? 'pass partial: true to take what fits'
      : 'pass byName: true to go by names, or partial: true to take what fits'
    throw new DataError(`${call}: the weights are not those of the model: ${describeProblems(report)}; ${fix}`)
  }
  for (const { variable, found } of fitting) variable.assign(toTensor(found!))
  loadState(call, model, archive)
  return report
}
