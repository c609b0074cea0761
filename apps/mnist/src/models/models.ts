/** The models that can be trained, by the names that `--model` takes. */
import { Dense, Sequential } from 'neurite'

/** Names that `--model` takes. */
export const modelNames = ['mlp'] as const

export type ModelName = (typeof modelNames)[number]

/** What a model is made for. */
interface ModelSetting {
  /** Pixels of an image. */
  readonly pixelCount: number
  readonly classCount: number
}

/** One row per model; each ends in class probabilities. */
export const models = {
  mlp: ({ pixelCount, classCount }) =>
    new Sequential(
      [new Dense(128, { activation: 'relu', inputShape: [pixelCount] }), new Dense(classCount, { activation: 'softmax' })],
      { name: 'mlp' },
    ),
} as const satisfies Record<ModelName, (setting: ModelSetting) => Sequential>
