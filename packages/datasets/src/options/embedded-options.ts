/** The options of `mnist.load` for the embedded digits. */
import { ArgumentError } from '@neurite/core'
import type { TrainAndTest } from '../images.ts'
import { checkFlatten, checkKeys, isRecord, show } from './check-options.ts'

/** Options for the digits that come with the package. */
export interface EmbeddedOptions {
  /** Where the images come from: the digits inside the package. Default, and the only one of these options. */
  readonly source?: 'embedded'
  /** The part that is held out for testing, as a fraction between 0 and 1, or the sizes of both parts. Default: 0.2. */
  readonly split?: number | TrainAndTest<number>
  /** Which digits are held out, and the order of both parts: a safe integer from 0. Default: 0. */
  readonly seed?: number
  /** True (the default): rows of 784 values. False: images of [28, 28, 1]. */
  readonly flatten?: boolean
}

const optionNames = ['source', 'split', 'seed', 'flatten'] as const satisfies readonly (keyof EmbeddedOptions)[]

const filesOnly = {
  sha256: 'option "sha256" goes with source { folder } or { url }; the embedded digits are always checked',
  cacheFolder: 'option "cacheFolder" goes with source { url }; the embedded digits are not downloaded',
}

/** Checked options of the embedded digits. */
export interface SplitSetting {
  readonly counts: TrainAndTest<number>
  readonly seed: number
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

function readCounts(call: string, split: unknown, total: number): TrainAndTest<number> {
  if (typeof split === 'number' && split > 0 && split < 1) {
    const test = Math.min(Math.max(Math.round(total * split), 1), total - 1)
    return { train: total - test, test }
  }
  if (!isRecord(split)) {
    throw new ArgumentError(
      `${call}: split is ${show(split)}; pass the test part as a fraction between 0 and 1, or { train, test } as numbers of digits`,
    )
  }
  checkKeys(call, 'entry of split', split, ['train', 'test'])
  const { train, test } = split
  if (!isCount(train) || !isCount(test) || train === 0) {
    throw new ArgumentError(`${call}: split is ${show(split)}; train has to be a whole number from 1, test one from 0`)
  }
  if (train + test > total) {
    throw new ArgumentError(`${call}: split asks for ${train} + ${test} = ${train + test} digits; there are ${total}`)
  }
  return { train, test }
}

/**
 * Checks the options of the embedded digits.
 *
 * @param total - number of digits there are
 * @throws ArgumentError on an option that is unknown or has no such value
 */
export function readEmbeddedOptions(call: string, given: Readonly<Record<string, unknown>>, total: number): SplitSetting {
  checkKeys(call, 'option', given, optionNames, filesOnly)
  checkFlatten(call, given['flatten'])
  const { seed = 0, split = 0.2 } = given
  if (!isCount(seed))
    throw new ArgumentError(`${call}: seed is ${show(seed)}; pass a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`)
  return { counts: readCounts(call, split, total), seed }
}
