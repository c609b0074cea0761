/** ln 2 for float32, in two parts. */

/**
 * The first part has 16 bits, so that it is exact times an exponent.
 *
 * @source Cody & Waite 1980, "Software Manual for the Elementary Functions"
 */
export const ln2 = { high: 0.693145751953125, low: 1.4286068e-6 } as const
