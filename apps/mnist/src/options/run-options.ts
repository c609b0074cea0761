/** The options that all commands share. */
import { datasetNames } from '../datasets/datasets.ts'
import { modelNames } from '../models/models.ts'
import { readChoice, readCount, readPath, readPositive, readSeed, readShare } from './option-values.ts'

/** Names of backends, and `auto`: the fastest one for models as small as these. `dawn` is the GPU. */
export const backendNames = ['auto', 'wasm', 'cpu', 'dawn'] as const

/** What a person asked for, checked. */
export interface RunOptions {
  readonly model: (typeof modelNames)[number]
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
  readonly backend: (typeof backendNames)[number]
  readonly adapter?: string
  readonly dataset: (typeof datasetNames)[number]
  readonly dataDir?: string
  readonly seed: number
  readonly stepsPerExecution: number
  readonly validationSplit: number
  readonly json?: true
}

/** One row per option: its flags, what it is for, how its text is read, and its default. */
export interface OptionRow {
  readonly flags: string
  readonly description: string
  readonly read?: (text: string) => unknown
  readonly default?: string | number
}

export const optionRows = [
  {
    flags: '--model <name>',
    description: `the model: ${modelNames.join(', ')}`,
    read: readChoice('--model', modelNames),
    default: 'mlp',
  },
  { flags: '--epochs <count>', description: 'passes over the training images', read: readCount('--epochs'), default: 5 },
  { flags: '--batch-size <count>', description: 'images per step', read: readCount('--batch-size'), default: 32 },
  {
    flags: '--learning-rate <rate>',
    description: "the optimizer's (Adam)",
    read: readPositive('--learning-rate'),
    default: 0.001,
  },
  {
    flags: '--backend <name>',
    description: `what computes: ${backendNames.join(', ')}`,
    read: readChoice('--backend', backendNames),
    default: 'auto',
  },
  {
    flags: '--adapter <name>',
    description: 'the GPU for --backend dawn, by a part of its name',
  },
  {
    flags: '--dataset <name>',
    description: `the images: ${datasetNames.join(', ')}; 10,000 of mnist's digits come with the program`,
    read: readChoice('--dataset', datasetNames),
    default: 'mnist',
  },
  {
    flags: '--data-dir <folder>',
    description: 'folder with the four IDX files of the data set, plain or .gz',
    read: readPath('--data-dir', 'folder'),
  },
  {
    flags: '--seed <number>',
    description: 'for the weights, the order of the images, and the split of the digits that come with the program',
    read: readSeed('--seed'),
    default: 0,
  },
  {
    flags: '--steps-per-execution <count>',
    description: 'steps that run without a pause in between',
    read: readCount('--steps-per-execution'),
    default: 1,
  },
  {
    flags: '--validation-split <share>',
    description: 'share of the training images, the last ones, that is set aside to validate with; 0 trains on all of them',
    read: readShare('--validation-split'),
    default: 0.1,
  },
  { flags: '--json', description: 'print JSON lines on stdout, and all other text on stderr' },
] as const satisfies readonly OptionRow[]
