/** A run of the suite over one backend: what makes the backend, and what is known about it. */
import type { Backend } from '@neurite/core'
import type { Subnormals } from '../compare/subnormals.ts'
import type { ToleranceOverrides } from '../compare/tolerance.ts'
import type { ConformanceCase, Refusal } from './conformance-case.ts'
import { type Exclusion, exclusionOf, runExcluded } from './exclusion.ts'

/** What the suite needs to know about a backend. */
export interface SessionOptions {
  /** Makes a new backend each time it is called. */
  readonly create: () => Backend | Promise<Backend>
  /** Cases that the backend is known to fail. */
  readonly exclusions?: readonly Exclusion[]
  /** Primitives that are less precise than the suite's table asks for. */
  readonly tolerance?: ToleranceOverrides
  /** Whether the device may take subnormal float32 numbers for zeros of their sign. Default: `kept`. */
  readonly subnormals?: Subnormals
}

/** Runs cases on one shared backend. */
export class Session {
  readonly #options: SessionOptions
  #shared: Promise<Backend> | undefined

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** Runs a case, an excluded one the other way round; resolves to a note or a refusal where there is one. */
  async run(one: ConformanceCase): Promise<string | Refusal | void> {
    const { create, exclusions = [], tolerance = {}, subnormals = 'kept' } = this.#options
    this.#shared ??= Promise.resolve(create())
    const backend = await this.#shared
    const run = (): Promise<string | Refusal | void> => one.run({ backend, tolerance, subnormals, create: async () => create() })
    const exclusion = exclusionOf(exclusions, one)
    return exclusion ? runExcluded(run, exclusion) : run()
  }

  /** Disposes of the shared backend; a later case would make another. */
  async dispose(): Promise<void> {
    const shared = this.#shared
    this.#shared = undefined
    await (await shared)?.dispose()
  }
}
