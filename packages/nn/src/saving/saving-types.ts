/** What saving takes and gives, apart from the code that does it: models name these types, and carry none of it. */

/** Where to save to: a path, or nowhere: the bytes are returned. */
export type SaveTarget = string | { readonly bytes: true }

/** Where to load from: a path (Node, Deno, Bun; elsewhere an address), an address, or what is in memory. */
export type WeightsSource = string | URL | Uint8Array | ArrayBuffer | Blob

/** Options of `save`. */
export interface SaveOptions {
  /** Save what `compile` was told, and the state of the optimizer. Default true. */
  readonly includeOptimizer?: boolean | undefined
}

/** Options of `loadWeights`. */
export interface LoadWeightsOptions {
  /** Refuse files that lack weights of the model, or hold others. Default true. */
  readonly strict?: boolean | undefined
  /** Find weights by their names. Default: in order, so that layers may be called otherwise. */
  readonly byName?: boolean | undefined
  /** Take what fits, and leave weights alone whose shape or dtype differs. Implies `strict: false`. Default false. */
  readonly partial?: boolean | undefined
}

/** A weight that is in the file in another shape or dtype. */
export interface MismatchedWeight {
  /** Of the weight in the model. */
  readonly path: string
  /** Dtype and shape in the model. */
  readonly expected: string
  /** Dtype and shape in the file. */
  readonly found: string
}

/** What became of the weights of a model, by their paths. */
export interface LoadWeightsReport {
  /** In both, and taken from the file. */
  readonly loaded: readonly string[]
  /** In the model, not in the file. */
  readonly missing: readonly string[]
  /** In the file, not in the model. */
  readonly unexpected: readonly string[]
  /** In both, but of another shape or dtype: the model keeps its own. */
  readonly mismatched: readonly MismatchedWeight[]
}
