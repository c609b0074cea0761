/** How a class is called where its number and its name may differ. */

/** `7`, or `7 Sneaker` where classes have names. */
export const numberedName = (index: number, names: readonly string[]): string => {
  const name = names[index] ?? String(index)
  return name === String(index) ? name : `${index} ${name}`
}
