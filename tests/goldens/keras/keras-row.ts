/** The forms of the rows that Keras computed. Names are ours; a tensor without a dtype has the one that the test computes in. */
import type { GoldenTensor } from '../golden-file.ts'

/** Something of Neurite, and the options it is made from. */
interface Subject {
  readonly class: string
  readonly config: Readonly<Record<string, unknown>>
}

/** Outputs, and the gradients of the sum of all outputs times the cotangents. */
interface Differentiated {
  readonly outputs: readonly GoldenTensor[]
  readonly cotangents: readonly GoldenTensor[]
}

/** A layer applied to inputs. */
export interface LayerRow extends Subject, Differentiated {
  readonly kind: 'layer'
  readonly training?: true
  /** What else is passed: masks, states, flags. */
  readonly call?: Readonly<Record<string, GoldenTensor | readonly GoldenTensor[] | boolean>>
  readonly inputs: GoldenTensor | readonly GoldenTensor[]
  /** Which input is which, where they have names. */
  readonly names?: readonly string[]
  /** By the path inside the layer. */
  readonly weights?: Readonly<Record<string, GoldenTensor>>
  /** null for an input that is not differentiated. */
  readonly gradients: {
    readonly inputs: readonly (GoldenTensor | null)[]
    readonly weights: Readonly<Record<string, GoldenTensor>>
  }
  /** What training made of weights that have no gradient. */
  readonly weightsAfter?: Readonly<Record<string, GoldenTensor>>
  /** The mask that the output carries. */
  readonly outputMask?: GoldenTensor
}

/** A function of one tensor. */
export interface ActivationRow extends Subject, Differentiated {
  readonly kind: 'activation'
  readonly inputs: GoldenTensor
  readonly gradients: { readonly inputs: readonly GoldenTensor[] }
}

/** A loss of a batch. */
export interface LossRow extends Subject, Differentiated {
  readonly kind: 'loss'
  readonly yTrue: GoldenTensor
  readonly yPred: GoldenTensor
  readonly sampleWeight?: GoldenTensor
  readonly gradients: { readonly yPred: GoldenTensor }
}

/** A metric over several batches. */
export interface MetricRow extends Subject {
  readonly kind: 'metric'
  readonly updates: readonly {
    readonly values?: GoldenTensor
    readonly yTrue?: GoldenTensor
    readonly yPred?: GoldenTensor
    readonly sampleWeight?: GoldenTensor
    /** After the update. */
    readonly result: GoldenTensor
  }[]
}

/** Weights by name. */
export type NamedTensors = Readonly<Record<string, GoldenTensor>>

/** An optimizer over several steps. */
export interface OptimizerRow extends Subject {
  readonly kind: 'optimizer'
  readonly weights: NamedTensors
  readonly steps: readonly { readonly gradients: readonly GoldenTensor[]; readonly weights: NamedTensors }[]
  /** What the weights become at the end of training. */
  readonly finalized?: NamedTensors
}

/** A learning rate at several steps. */
export interface ScheduleRow extends Subject {
  readonly kind: 'schedule'
  readonly steps: readonly number[]
  readonly rates: GoldenTensor
}

/** The penalty on a tensor. */
export interface RegularizerRow extends Subject {
  readonly kind: 'regularizer'
  readonly inputs: GoldenTensor
  readonly outputs: readonly GoldenTensor[]
  readonly gradients: { readonly inputs: readonly GoldenTensor[] }
}

/** What becomes of a weight. */
export interface ConstraintRow extends Subject {
  readonly kind: 'constraint'
  readonly inputs: GoldenTensor
  readonly outputs: readonly GoldenTensor[]
}
