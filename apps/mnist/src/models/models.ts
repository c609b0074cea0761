/** The models that can be trained, by the names that `--model` takes. */
import { Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Reshape, Sequential } from 'neurite'

/** Names that `--model` takes. */
export const modelNames = ['mlp', 'cnn'] as const

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
  cnn: ({ pixelCount, classCount }) => {
    const extent = Math.sqrt(pixelCount)
    return new Sequential(
      [
        new Reshape([extent, extent, 1], { inputShape: [pixelCount] }),
        new Conv2D(32, 3, { activation: 'relu' }),
        new MaxPooling2D(),
        new Conv2D(64, 3, { activation: 'relu' }),
        new MaxPooling2D(),
        new Flatten(),
        new Dropout(0.5),
        new Dense(classCount, { activation: 'softmax' }),
      ],
      { name: 'cnn' },
    )
  },
} as const satisfies Record<ModelName, (setting: ModelSetting) => Sequential>
