/** What values of the validation data are called in logs. */

/** `valAccuracy` for `accuracy`. */
export const validationName = (name: string): string => `val${name[0]!.toUpperCase()}${name.slice(1)}`
