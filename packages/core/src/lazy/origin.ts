/** Finds the line of the user's code that called for an operation, and the layer that it was called in. */
import type { NodeOrigin } from '../graph/graph.ts'
import { currentLayerPath } from './layer-path.ts'

/** Frames of our own packages, in a checkout and when installed. */
const ours =
  /[\\/](?:@neurite|neurite)[\\/](?:[\w-]+[\\/])?dist[\\/]|[\\/]packages[\\/](?:core|nn)[\\/](?:src|dist)[\\/](?!.*\.test\.)|node:internal/

/** Frames without a place, such as `Array.map (<anonymous>)`. */
const nowhere = /\(<anonymous>\)$|\(native\)$/

/** Where an operation was called for. Finding the line takes far longer than noting the stack, so it waits until somebody asks. */
class Origin implements NodeOrigin {
  readonly layer = currentLayerPath()
  readonly #noted: Error
  #frame: string | undefined

  constructor() {
    const engine = Error as { stackTraceLimit?: number }
    const limit = engine.stackTraceLimit ?? 10
    engine.stackTraceLimit = 60
    this.#noted = new Error()
    engine.stackTraceLimit = limit
  }

  /** The first stack frame that is not ours, such as `train (file:///app/model.ts:12:5)`. */
  toString(): string {
    const lines = this.#noted.stack?.split('\n').slice(1) ?? []
    this.#frame ??=
      lines
        .find((line) => !ours.test(line) && !nowhere.test(line))
        ?.trim()
        .replace(/^at (?:async )?/, '') ?? 'an unknown place'
    return this.#frame
  }
}

/** Where the gradient of an operation comes from: the line that called for the operation helps, not the one that took the gradient. */
class GradientOrigin implements NodeOrigin {
  readonly layer: string | undefined
  readonly #forward: NodeOrigin
  readonly #primitive: string

  constructor(forward: NodeOrigin, primitive: string) {
    this.layer = forward.layer
    this.#forward = forward
    this.#primitive = primitive
  }

  toString(): string {
    return `${this.#forward}, in the gradient of ${this.#primitive}`
  }
}

let inForce: NodeOrigin | undefined

/** The origin of a node that is appended now. */
export const currentOrigin = (): NodeOrigin => inForce ?? new Origin()

/** Runs `fn`; what it appends comes from `origin`, where one is given. */
export function withOrigin<T>(origin: NodeOrigin | undefined, fn: () => T): T {
  if (!origin) return fn()
  const previous = inForce
  inForce = origin
  try {
    return fn()
  } finally {
    inForce = previous
  }
}

/** Runs `fn`, which appends the gradient of a node: it comes from where the node does. */
export const asGradientOf = <T>(node: { readonly primitive: string; readonly origin: NodeOrigin | undefined }, fn: () => T): T =>
  withOrigin(node.origin && new GradientOrigin(node.origin, node.primitive), fn)
