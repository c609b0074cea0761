/** A recurrent layer in both directions. */
import { ArgumentError, Tensor, type TensorNest } from '@neurite/core'
import type { SymbolicOf } from '../../models/symbolic-tensor.ts'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { describeValue } from '../../options/describe-value.ts'
import {
  type BatchShape,
  type BatchShapes,
  type CallContext,
  Layer,
  type LayerConfig,
  layerOptionNames,
  type LayerOptions,
  type MaskOf,
} from '../layer.ts'
import { configuredLayer, type LayerClasses, layerFromConfig } from '../layer-classes.ts'
import { RNN } from './rnn.ts'
import {
  partsOfInputs,
  partsOfShapes,
  type RNNApplyOptions,
  type RNNCallOptions,
  type RNNInputs,
  sequenceMask,
  stateAsInput,
} from './rnn-inputs.ts'
import { checkMergeMode, type MergeMode, merges } from './merge-mode.ts'

/** Options of `Bidirectional`. */
export interface BidirectionalOptions<Merge extends MergeMode = MergeMode> extends LayerOptions {
  /** How the outputs of the two directions become one; null keeps both, in an array. Default concat. */
  readonly mergeMode?: Merge
  /** What runs from the last step to the first. Default: a layer like the first, with weights of its own. */
  readonly backwardLayer?: RNN<boolean>
}

const optionNames: OptionNames<BidirectionalOptions> = { ...layerOptionNames, mergeMode: true, backwardLayer: true }

/** What `Bidirectional` returns: one tensor, or an array where both outputs are kept or the states are returned. */
export type BidirectionalOutput<State extends boolean, Merge extends MergeMode> = [State, Merge] extends [false, string]
  ? Tensor
  : readonly Tensor[]

type Options = RNNApplyOptions

/** @throws ArgumentError unless it is a recurrent layer */
function checkRNN(layer: unknown): RNN<boolean> {
  if (layer instanceof RNN) return layer as RNN<boolean>
  throw new ArgumentError(
    `Bidirectional: expected a recurrent layer, got ${describeValue(layer)}; write new Bidirectional(new LSTM(10)), for example`,
  )
}

/** @throws ArgumentError unless the two go in different directions and return the same */
function checkPair(forward: RNN<boolean>, backward: RNN<boolean>): void {
  const isOdd = (name: 'returnSequences' | 'returnState' | 'stateful'): boolean => forward[name] !== backward[name]
  const wrong = (['returnSequences', 'returnState', 'stateful'] as const).find(isOdd)
  if (wrong)
    throw new ArgumentError(
      `Bidirectional: ${wrong} must be the same in both layers, got ${forward[wrong]} and ${backward[wrong]}`,
    )
  if (forward.goBackwards !== backward.goBackwards) return
  throw new ArgumentError(
    `Bidirectional: the layers must go in different directions, got goBackwards ${forward.goBackwards} in both; set goBackwards: ${!forward.goBackwards} in backwardLayer`,
  )
}

/**
 * Runs a recurrent layer over sequences from the first step to the last, and another one from the last to the first; merges what they
 * return. Both are made from the given layer's configuration, with weights of their own.
 *
 * @shape x [batch, steps, features] -> as the layer, with twice the features where the merge mode is `concat`; with `returnState` an array
 * of that, the states of the forward and those of the backward layer
 * @param layer - the forward layer
 * @throws ArgumentError when it is not recurrent, or the two do not go together
 * @example
 * ```ts
 * const y = new Bidirectional(new LSTM(16, { returnSequences: true })).apply(sequences) // [batch, steps, 32]
 * ```
 * @source Schuster & Paliwal 1997
 */
export class Bidirectional<State extends boolean = false, Merge extends MergeMode = 'concat'> extends Layer<
  RNNInputs,
  BidirectionalOutput<State, Merge>,
  RNNCallOptions
> {
  static override readonly className: string = 'Bidirectional'

  /** Reads the sequences from the start. */
  readonly forwardLayer: RNN<boolean>
  /** Reads them from the end. */
  readonly backwardLayer: RNN<boolean>
  readonly mergeMode: MergeMode

  constructor(layer: RNN<State>, options: BidirectionalOptions<Merge> = {}) {
    const { mergeMode = 'concat', backwardLayer, ...common } = checkOptions('Bidirectional', options, optionNames)
    const given = checkRNN(layer)
    super(common)
    this.mergeMode = checkMergeMode('Bidirectional', mergeMode)
    // The other direction's output may be in the middle of a sequence that the mask has ended: 0 does not disturb it there.
    const shared: LayerConfig = {
      zeroOutputForMask: given.returnSequences,
      ...(common.trainable !== undefined && { trainable: common.trainable }),
    }
    this.forwardLayer = this.addLayer(given.remake({ ...shared, name: prefixed('forward_', given.name) }))
    this.backwardLayer = this.addLayer(
      backwardLayer
        ? checkRNN(backwardLayer).remake({ zeroOutputForMask: given.returnSequences })
        : given.remake({ ...shared, name: prefixed('backward_', given.name), goBackwards: !given.goBackwards }),
    )
    checkPair(this.forwardLayer, this.backwardLayer)
  }

  override apply(inputs: RNNInputs, options?: Options | CallContext<TensorNest>): BidirectionalOutput<State, Merge>
  override apply(
    inputs: SymbolicOf<RNNInputs>,
    options?: Options | CallContext<TensorNest>,
  ): SymbolicOf<BidirectionalOutput<State, Merge>>
  override apply(
    inputs: RNNInputs | SymbolicOf<RNNInputs>,
    options: object = {},
  ): BidirectionalOutput<State, Merge> | SymbolicOf<BidirectionalOutput<State, Merge>> {
    return super.apply(...stateAsInput(this, inputs as RNNInputs, options))
  }

  protected override get takesNest(): boolean {
    return true
  }

  protected override get applyOptionNames(): Readonly<Record<string, true>> {
    return { initialState: true }
  }

  protected override build(shapes: BatchShapes<RNNInputs>): void {
    const { sequences } = partsOfShapes(shapes)
    this.forwardLayer.buildFrom(sequences)
    this.backwardLayer.buildFrom(sequences)
  }

  protected override call(inputs: RNNInputs, { training, mask }: CallContext<RNNInputs>): BidirectionalOutput<State, Merge> {
    const { sequences, initialState } = partsOfInputs(inputs)
    const half = (initialState?.length ?? 0) / 2
    const run = (layer: RNN<boolean>, states: readonly Tensor[] | undefined): readonly Tensor[] => {
      const own = { training, mask: sequenceMask(mask), ...(states && { initialState: states }) }
      const outputs = layer.apply(sequences, own)
      return outputs instanceof Tensor ? [outputs] : outputs
    }
    const [forward, ...forwardStates] = run(this.forwardLayer, initialState?.slice(0, half))
    const [backward, ...backwardStates] = run(this.backwardLayer, initialState?.slice(half))
    // Each direction's outputs stand in the order in which they are made.
    const [y, z] = this.forwardLayer.returnSequences
      ? [inTime(forward!, this.forwardLayer), inTime(backward!, this.backwardLayer)]
      : [forward!, backward!]
    const outputs = this.mergeMode === null ? [y, z] : [merges[this.mergeMode](y, z)]
    return this.#shaped([...outputs, ...forwardStates, ...backwardStates])
  }

  /** An array, or its only element where the layer returns one tensor. */
  #shaped<T>(outputs: readonly T[]): never {
    // What the type parameters say.
    return (this.mergeMode !== null && !this.forwardLayer.returnState ? outputs[0]! : outputs) as never
  }

  override computeOutputShape(shapes: BatchShapes<RNNInputs>): BatchShapes<BidirectionalOutput<State, Merge>> {
    const { sequences } = partsOfShapes(shapes)
    const shapesOf = (layer: RNN<boolean>): readonly BatchShape[] => {
      const found: unknown = layer.computeOutputShape(sequences)
      return (layer.returnState ? found : [found]) as readonly BatchShape[]
    }
    const [forward, ...forwardStates] = shapesOf(this.forwardLayer)
    const [backward, ...backwardStates] = shapesOf(this.backwardLayer)
    const last = forward!.at(-1)! + (this.mergeMode === 'concat' ? backward!.at(-1)! : 0)
    const outputs = this.mergeMode === null ? [forward!, backward!] : [[...forward!.slice(0, -1), last]]
    return this.#shaped<BatchShape>([...outputs, ...forwardStates, ...backwardStates])
  }

  override get supportsMasking(): boolean {
    return this.forwardLayer.returnSequences
  }

  override computeMask(_inputs: RNNInputs, mask: MaskOf<RNNInputs>): MaskOf<BidirectionalOutput<State, Merge>> | undefined {
    const own = this.forwardLayer.returnSequences ? sequenceMask(mask) : undefined
    return this.#shaped(this.mergeMode === null ? [own, own] : [own])
  }

  /** Makes the next batch begin with zeros. @throws ArgumentError when the layers keep no states */
  resetState(): void {
    this.forwardLayer.resetState()
    this.backwardLayer.resetState()
  }

  override getConfig(): LayerConfig {
    return {
      ...super.getConfig(),
      mergeMode: this.mergeMode,
      layer: configuredLayer(this.forwardLayer),
      backwardLayer: configuredLayer(this.backwardLayer),
    }
  }

  /** @param classes - the classes of the two layers, by their names */
  static override fromConfig(
    { layer, backwardLayer, ...options }: LayerConfig,
    classes: LayerClasses = {},
  ): Bidirectional<boolean, MergeMode> {
    const call = 'Bidirectional.fromConfig'
    const made = (configured: unknown): RNN<boolean> => checkRNN(layerFromConfig(call, configured, classes))
    return new this(made(layer), { ...options, ...(backwardLayer !== undefined && { backwardLayer: made(backwardLayer) }) })
  }
}

/** The name with the prefix, once. */
const prefixed = (prefix: string, name: string): string => (name.startsWith(prefix) ? name : prefix + name)

/** Outputs of all steps with the first step first. */
const inTime = (outputs: Tensor, { goBackwards }: RNN<boolean>): Tensor => (goBackwards ? outputs.flip(1) : outputs)
