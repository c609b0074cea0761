/** Which backend a model runs on. */
import { type Backend, BackendError, getBackend, type Variable } from '@neurite/core'
import type { Compiled } from './compiled.ts'
import type { Trainable } from './trainable.ts'

/**
 * The backend asked for, else the one that holds the variables, else the one in force.
 *
 * @param call - what errors begin with
 * @throws BackendError when a variable lives on another one
 */
export function backendOf(call: string, asked: Backend | undefined, variables: readonly Variable[]): Backend {
  const backend = asked ?? variables.find((variable) => variable.backend)?.backend ?? getBackend()
  const wrong = variables.find((variable) => variable.backend && variable.backend !== backend)
  if (!wrong) return backend
  throw new BackendError(
    `${call}: variable ${wrong.path} lives on the ${wrong.backend!.name} backend, the model runs on ${backend.name}; move it with variable.to(backend)`,
  )
}

/** The backend that a model, its optimizer and its metrics run on. */
export const backendOfModel = (call: string, model: Trainable, { backend, optimizer, metrics }: Compiled): Backend =>
  backendOf(call, backend, [...model.variables, ...optimizer.variables, ...metrics.flatMap(({ metric }) => metric.variables)])
