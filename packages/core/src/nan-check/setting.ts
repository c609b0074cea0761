/** Whether programs are checked for NaN and Infinity: for all of them, or for one compiled function. */
import { ArgumentError } from '../errors/errors.ts'
import { environmentNumber } from '../runtime/environment.ts'

/** Options of `nanCheck`. */
export interface NanCheckOptions {
  /** Whether Infinity out of finite operands counts too; NaN always does. Default true. */
  readonly infinity?: boolean
}

/** On, off, or on with options. */
export type NanCheckSetting = boolean | NanCheckOptions

/** What to look for. */
export interface NanCheckRule {
  readonly infinity: boolean
}

/**
 * A setting as a rule; undefined where it is off.
 *
 * @param call - what errors begin with
 * @throws ArgumentError when it is no setting
 */
export function nanCheckRule(call: string, setting: NanCheckSetting): NanCheckRule | undefined {
  if (typeof setting === 'boolean') return setting ? { infinity: true } : undefined
  const infinity: unknown = typeof setting === 'object' && setting !== null ? (setting.infinity ?? true) : setting
  if (typeof infinity === 'boolean') return { infinity }
  throw new ArgumentError(`${call}: nanCheck must be true, false or { infinity: boolean }, got ${JSON.stringify(setting)}`)
}

let everywhere = nanCheckRule('NEURITE_NAN_CHECK', environmentNumber('NEURITE_NAN_CHECK') > 0)

/** Makes this the rule for everything that says nothing else. */
export function enforceEverywhere(rule: NanCheckRule | undefined): void {
  everywhere = rule
}

/** The rule for everything that says nothing else. */
export const nanCheckInForce = (): NanCheckRule | undefined => everywhere
