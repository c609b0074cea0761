/** The validation data of `fit`, and what measures them. Loaded by the first `fit` that has some. */
import { ArgumentError } from '@neurite/core'
import { checkFraction } from '../options/check-values.ts'
import { isBatchSource } from './batch-source.ts'
import type { DataChecker, PassData } from './checked-data.ts'
import type { FitOptions } from './fit-options.ts'
import type { Pass } from './pass.ts'
import { runTest, type TestContext } from './run-test.ts'
import type { Samples } from './samples.ts'
import { validationName } from './validation-name.ts'

export { testPass } from './test-pass.ts'

/** Cuts the validation samples off the end. */
function split(call: string, samples: Samples, share: number): [train: Samples, validation: Samples] {
  const { count } = samples.rows
  const kept = Math.floor(count * (1 - checkFraction(call, 'validationSplit', share)))
  if (kept === 0 || kept === count) {
    throw new ArgumentError(
      `${call}: validationSplit ${share} of ${count} samples leaves none to ${kept === 0 ? 'train on' : 'validate with'}; change it`,
    )
  }
  return [
    { ...samples, rows: { start: 0, count: kept } },
    { ...samples, rows: { start: kept, count: count - kept } },
  ]
}

/**
 * The data to train on and those to validate with, where there are any.
 *
 * @param call - of `fit`; what errors in the validation data begin with is the checker's
 */
export async function withValidation(
  call: string,
  train: PassData,
  checker: DataChecker,
  { validationData, validationSplit }: FitOptions,
): Promise<readonly [train: PassData, validation?: PassData]> {
  if (validationSplit !== undefined && !('source' in train)) return split(call, train, validationSplit)
  if (!validationData) return [train]
  if (isBatchSource(validationData)) return [train, { source: validationData, checker }]
  const [x, y, sampleWeight] = validationData
  return [train, await checker.check({ x, y, sampleWeight })]
}

/** What the validation data say, by the names of logs; undefined when measuring was stopped before the end. */
export async function validate(pass: Pass, context: TestContext): Promise<Record<string, number> | undefined> {
  const logs = await runTest(pass, context)
  return logs && Object.fromEntries(Object.entries(logs).map(([name, value]) => [validationName(name), value]))
}
