/** Lets the averages of the weights stand for them while the model is measured and used. */
import { ArgumentError, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkFlag } from '../options/check-values.ts'
import type { Trainable } from '../training/trainable.ts'
import type { Callback, CallbackState, EpochEndEvent, EpochEvent, PredictEvent, TestEvent, TrainEndEvent } from './callback.ts'

/** Options of `SwapEMAWeights`. */
export interface SwapEMAWeightsOptions {
  /** Put the averages in at the end of every epoch too, until the next begins: callbacks that come later, such as `ModelCheckpoint`, see them. Default false. */
  readonly swapOnEpoch?: boolean | undefined
}

/** For how long the model has the averages. */
type Span = 'epoch' | 'pass'

/** What `captureState` gives. */
interface State {
  readonly span: Span | null
}

const call = 'SwapEMAWeights'

/**
 * Gives the model the running averages of its weights, which the option `useEma` of the optimizer keeps, while it is measured (the
 * validation of `fit`, `evaluate`) or predicts; then training goes on with the weights as they were. Before the first step of training
 * there are no averages, and nothing is changed.
 *
 * @param options - `swapOnEpoch` false
 * @throws ArgumentError when an option is unknown; later, when the optimizer keeps no averages
 * @example
 * ```ts
 * model.compile({ optimizer: new Adam({ useEma: true, emaMomentum: 0.9 }), loss: 'meanSquaredError' })
 * await model.fit(x, y, { validationSplit: 0.1, callbacks: [new SwapEMAWeights()] })
 * ```
 * @source Keras 3, `keras.callbacks.SwapEMAWeights`
 */
export class SwapEMAWeights implements Callback {
  readonly #swapsOnEpoch: boolean
  #span: Span | null = null
  /** The weights as training left them, while the model has their averages. Values that were handed out stay what they are. */
  #own: readonly Tensor[] = []

  constructor(options: SwapEMAWeightsOptions = {}) {
    const { swapOnEpoch = false } = checkOptions(call, options, { swapOnEpoch: true })
    this.#swapsOnEpoch = checkFlag(call, 'swapOnEpoch', swapOnEpoch)
  }

  onEpochBegin({ model }: EpochEvent): void {
    this.#giveBack(model, 'epoch')
  }

  async onEpochEnd({ model }: EpochEndEvent): Promise<void> {
    if (this.#swapsOnEpoch) await this.#putIn(model, 'epoch')
  }

  /** Training that came to its end leaves the averages in the model; one that was interrupted goes on with the weights. */
  onTrainEnd({ model, error, isInterrupted }: TrainEndEvent): void {
    if (error !== undefined || isInterrupted) this.#giveBack(model, 'epoch')
    this.#forget()
  }

  onTestBegin({ model }: TestEvent): Promise<void> {
    return this.#putIn(model, 'pass')
  }

  onTestEnd({ model }: TestEvent): void {
    this.#giveBack(model, 'pass')
  }

  onPredictBegin({ model }: PredictEvent): Promise<void> {
    return this.#putIn(model, 'pass')
  }

  onPredictEnd({ model }: PredictEvent): void {
    this.#giveBack(model, 'pass')
  }

  captureState(): CallbackState {
    return { values: { span: this.#span } satisfies State, tensors: this.#own }
  }

  restoreState({ values, tensors = [] }: CallbackState): void {
    this.#span = (values as State).span
    this.#own = tensors
  }

  async #putIn({ optimizer, trainableWeights, path }: Trainable, span: Span): Promise<void> {
    if (this.#span) return
    if (optimizer?.getConfig()['useEma'] !== true) {
      throw new ArgumentError(
        `${call}: the optimizer of ${path} keeps no averages of the weights; compile the model with new Adam({ useEma: true }), for example`,
      )
    }
    const [taken] = await optimizer.iterations.data()
    if (taken === 0) return
    const averages = trainableWeights.map((weight) => optimizer.averageOf(weight))
    this.#own = trainableWeights.map(({ value }) => value)
    this.#span = span
    // A weight that was frozen while the optimizer was built has none.
    trainableWeights.forEach((weight, index) => weight.assign((averages[index] ?? weight).value))
  }

  #giveBack({ trainableWeights }: Trainable, span: Span): void {
    if (this.#span !== span) return
    trainableWeights.forEach((weight, index) => weight.assign(this.#own[index]!))
    this.#forget()
  }

  #forget(): void {
    this.#span = null
    this.#own = []
  }
}
