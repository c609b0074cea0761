/** Reads the values of options; errors name the flag, what is expected and what came. */
import { ArgumentError, suggest } from 'neurite'

const largestSeed = 2 ** 32 - 1

const refuse = (flag: string, expected: string, text: string): never => {
  throw new ArgumentError(`${flag}: expected ${expected}, got "${text}"`)
}

const isWhole = (text: string): boolean => /^\d+$/.test(text) && Number.isSafeInteger(Number(text))

/** A reader of whole numbers from 1. */
export const readCount =
  (flag: string) =>
  (text: string): number =>
    isWhole(text) && Number(text) > 0 ? Number(text) : refuse(flag, 'a whole number from 1', text)

/** A reader of seeds. */
export const readSeed =
  (flag: string) =>
  (text: string): number =>
    isWhole(text) && Number(text) <= largestSeed ? Number(text) : refuse(flag, `a whole number from 0 to ${largestSeed}`, text)

/** A reader of several seeds, with commas between them. */
export const readSeeds = (flag: string) => {
  const read = readSeed(flag)
  return (text: string): readonly number[] => {
    const seeds = text.split(',').map((seed) => read(seed.trim()))
    return new Set(seeds).size === seeds.length ? seeds : refuse(flag, 'seeds that differ', text)
  }
}

/** A reader of shares of a whole. */
export const readShare =
  (flag: string) =>
  (text: string): number =>
    text.trim() !== '' && Number(text) >= 0 && Number(text) < 1 ? Number(text) : refuse(flag, 'a number from 0 to below 1', text)

/** A reader of numbers above 0. */
export const readPositive =
  (flag: string) =>
  (text: string): number =>
    text.trim() !== '' && Number(text) > 0 && Number.isFinite(Number(text))
      ? Number(text)
      : refuse(flag, 'a number above 0', text)

/** A reader of paths. */
export const readPath =
  (flag: string, kind: 'file' | 'folder') =>
  (text: string): string =>
    text === '' ? refuse(flag, `the path of a ${kind}`, text) : text

/** A reader of one of several names. */
export const readChoice =
  <Name extends string>(flag: string, names: readonly Name[]) =>
  (text: string): Name => {
    const found = names.find((name) => name === text)
    if (found !== undefined) return found
    throw new ArgumentError(`${flag}: unknown value "${text}"; ${suggest(text, names)}`)
  }
