/** Finds what a row is about among the exports of nn, by name, as a stranger would. */
import * as nn from '@neurite/nn'

/** Everything that nn exports. */
export const exported: Readonly<Record<string, unknown>> = nn

/** A class or a function. */
type AnyFunction = (...given: never[]) => unknown

const isFunction = (value: unknown): value is AnyFunction => typeof value === 'function'

/**
 * The function that nn exports under a name.
 *
 * @throws Error when there is none
 */
export function exportedFunction(name: string): AnyFunction {
  const value = exported[name]
  if (isFunction(value)) return value
  throw new Error(`nn exports no ${name}`)
}

/** The activation of this name: softmax and logSoftmax are core's, `threshold` stands beside the table. */
export function activationOf(name: string): AnyFunction {
  const listed: Readonly<Record<string, unknown>> = nn.activations
  const found = listed[name]
  return isFunction(found) ? found : exportedFunction(name)
}

/** Identifiers of activations, several for some, and `threshold`. */
export const activationNames: readonly string[] = [...Object.keys(nn.activations), 'threshold']

type Base<T> = abstract new (...given: never[]) => T

/**
 * An object of the class of this name, from its options.
 *
 * @param base - what the class extends
 */
export function make<T>(base: Base<T>, name: string, config: Readonly<Record<string, unknown>>): T {
  const Class = exportedFunction(name)
  const fromConfig: unknown = Reflect.get(Class, 'fromConfig')
  const made: unknown = isFunction(fromConfig)
    ? Reflect.apply(fromConfig, Class, [config, exported])
    : Reflect.construct(Class, [config])
  if (made instanceof base) return made
  throw new Error(`${name} does not extend ${base.name}`)
}

/** Metrics of Keras that have another name here; where a loss has it, the metric is the mean of the loss. */
const metricNames: Readonly<Record<string, string>> = { LogCoshError: 'LogCosh', CosineSimilarity: 'MeanCosineSimilarity' }

/** The metric that Keras calls so. */
export function makeMetric(name: string, config: Readonly<Record<string, unknown>>): nn.Metric {
  const ownName = metricNames[name] ?? name
  const isLoss = classesOf(nn.Loss).includes(ownName)
  return isLoss ? new nn.MeanLoss(make(nn.Loss, ownName, config)) : make(nn.Metric, ownName, config)
}

/** The classes that nn exports and that extend another one. */
export const classesOf = (base: Base<unknown>): string[] =>
  Object.entries(exported)
    .filter(([, value]) => isFunction(value) && Object.prototype.isPrototypeOf.call(base, value))
    .map(([name]) => name)
