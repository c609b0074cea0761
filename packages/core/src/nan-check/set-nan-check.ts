/** Turns the check for NaN and Infinity on and off for everything. */
import { loadCheck } from './program-check.ts'
import { enforceEverywhere, nanCheckRule, type NanCheckSetting } from './setting.ts'

/**
 * Checks everything that is computed from here on for NaN and Infinity, compiled functions and single operations alike.
 *
 * Each program is first run as one that only watches: it says of every value how great it gets. The first operation that makes NaN
 * or Infinity out of finite operands is thrown at the next read as a NonFiniteError, with the line that called for it and the layer
 * that it belongs to; the program itself does not run, so variables keep what they had. Everything is computed twice: it is meant
 * for finding a fault. `compile(fn, { nanCheck })` says otherwise for one function.
 *
 * Infinity that the program holds as a literal, such as that of a mask, is no fault; NaN that comes in with an argument or a variable
 * is, where it reaches a result. The environment variable `NEURITE_NAN_CHECK=1` does the same from the start.
 *
 * What checks is loaded with the first program that is checked, so that others do not carry it. `await data()` waits for that;
 * `dataSync()` does not and throws, unless the promise that this returns was awaited before.
 *
 * @returns when what checks is loaded; only `dataSync` needs it awaited
 * @example
 * ```ts
 * setNanCheck(true)
 * await tensor([1, 0]).log().data() // NonFiniteError: log(float32[2]) gave Infinity out of finite operands; called for at ...
 * ```
 */
export function setNanCheck(setting: NanCheckSetting): Promise<void> {
  const rule = nanCheckRule('setNanCheck', setting)
  enforceEverywhere(rule)
  const loading = rule ? loadCheck().then(() => {}) : Promise.resolve()
  // Who does not wait hears of a failure at the first read.
  loading.catch(() => {})
  return loading
}
