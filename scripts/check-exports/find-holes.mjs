/** What public exports lack. */
import ts from 'typescript'
import { hasAny } from './any-types.mjs'
import { isDocumented, needsShape, statesShape } from './documentation.mjs'
import { isTestCode, pathInside, readProgram } from './program.mjs'
import { publicEntries } from './public-entries.mjs'
import { publicSymbols } from './public-symbols.mjs'
import { testedSymbols } from './tested-symbols.mjs'

/**
 * One look at a public export.
 *
 * @typedef {import('./public-symbols.mjs').PublicSymbol} PublicSymbol
 *
 * @typedef {(exported: PublicSymbol) => boolean} Rule - is there a hole?
 */

/**
 * Looks at every public export of the packages of a repository.
 *
 * @param {string} root - of the repository
 * @returns {{ holes: string[], count: number }} the holes, one a line, and how many exports there are, members included
 */
export function findHoles(root) {
  const [entries, missing] = publicEntries(root)
  const program = readProgram(root, entries)
  const symbols = publicSymbols(program, entries)
  const rules = Object.entries(rulesOf(program, root))
  const holes = symbols.flatMap((exported) =>
    rules.flatMap(([hole, isHole]) => (isHole(exported) ? [`${describe(root, exported)}: ${hole}`] : [])),
  )
  const noModules = missing.map(({ name, file }) => `${name}: no ${pathInside(root, file)}`)
  return { holes: [...noModules, ...holes.sort()], count: symbols.length }
}

/**
 * @param {ts.Program} program
 * @param {string} root
 * @returns {Record<string, Rule>} by what they report
 */
function rulesOf(program, root) {
  const checker = program.getTypeChecker()
  const tested = testedSymbols(program, ({ fileName }) => isTestCode(pathInside(root, fileName)))
  return {
    'no documentation': (exported) => !isDocumented(checker, exported),
    'no @shape': (exported) => needsShape(checker, exported) && !statesShape(checker, exported),
    'of type any': (exported) => hasAny(checker, exported),
    'no test': ({ symbol, owner }) => owner === undefined && isValue(symbol) && !tested.has(symbol),
  }
}

/** @param {ts.Symbol} symbol */
const isValue = (symbol) => (symbol.flags & ts.SymbolFlags.Value) !== 0

/**
 * @param {string} root
 * @param {PublicSymbol} exported
 */
function describe(root, { entry, name, declaration }) {
  const source = declaration.getSourceFile()
  const { line } = source.getLineAndCharacterOfPosition(declaration.getStart())
  return `${entry}: ${name} (${pathInside(root, source.fileName)}:${line + 1})`
}
