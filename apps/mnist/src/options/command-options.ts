/** The options that commands have for themselves. */
import { readCount, readPath, readSeeds } from './option-values.ts'
import type { OptionRow, RunOptions } from './run-options.ts'

/** What is appended to the name of a model's file: the file beside it that holds training which is not over. */
export const backupSuffix = '.backup'

/** The options of `train`. */
export interface TrainOptions extends RunOptions {
  readonly save?: string
  readonly resume?: true
  /** Undefined: on terminals. */
  readonly curve?: boolean
}

/** The options of what trains a model or loads one. */
export interface LoadOptions extends RunOptions {
  readonly load?: string
}

/** The options of `evaluate`. */
export interface EvaluateOptions extends LoadOptions {
  /** Undefined: once, with `seed`. */
  readonly seeds?: readonly number[]
}

/** The options of `predict`. */
export interface PredictOptions extends LoadOptions {
  readonly count: number
  /** PNG images; none: images of the data set. */
  readonly files: readonly string[]
}

const load = {
  flags: '--load <file>',
  description:
    'use the model that train --save wrote instead of training one; give the --dataset and --seed that it was trained with',
  read: readPath('--load', 'file'),
} as const satisfies OptionRow

/** One row per command: what it takes beside options, what it does, and its own options. */
export const commandRows = {
  train: {
    operands: undefined,
    description: 'train a model, evaluate it, and show where it errs (the default)',
    options: [
      {
        flags: '--save <file>',
        description: `write the trained model to a file; until it is trained, <file>${backupSuffix} holds the training so far, written after every epoch and by Ctrl-C`,
        read: readPath('--save', 'file'),
      },
      {
        flags: '--resume',
        description: `go on with the training in <file>${backupSuffix}, which Ctrl-C or anything else interrupted: repeat the command with its --save <file> and all other options. The weights become, bit for bit, those of training that was not interrupted`,
      },
      { flags: '--curve', description: 'draw how the loss went (the default on terminals; never with --json)' },
      { flags: '--no-curve', description: 'do not draw it' },
    ],
  },
  evaluate: {
    operands: undefined,
    description: 'train without a word, or load a model, then print only the evaluation',
    options: [
      load,
      {
        flags: '--seeds <numbers>',
        description: 'train and evaluate once per seed, such as 0,1,2, instead of once with --seed; then print the mean',
        read: readSeeds('--seeds'),
      },
    ],
  },
  predict: {
    operands: '[files...]',
    description:
      'train without a word, or load a model, then draw images with their class probabilities: PNG files with a digit each, of any size, dark on light or light on dark; without files, test images',
    options: [load, { flags: '--count <count>', description: 'test images to predict', read: readCount('--count'), default: 5 }],
  },
} as const satisfies Record<
  string,
  { readonly operands: string | undefined; readonly description: string; readonly options: readonly OptionRow[] }
>

export type CommandName = keyof typeof commandRows

export const commandNames = Object.keys(commandRows) as readonly CommandName[]
