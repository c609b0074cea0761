/** Who computes outputs, and how errors call it. */
import type { Backend } from '@neurite/core'
import type { DataContext } from './samples.ts'
import type { Trainable } from './trainable.ts'

/** Who computes. */
export interface Predictor {
  readonly model: Trainable
  readonly call: string
  readonly backend: Backend
}

/** What is to be known of the inputs. */
export const contextOf = ({ model, call, backend }: Predictor): DataContext => ({ call, inputs: model.inputSpec, backend })
