/** What the public packages export, and the members that users of exported classes and interfaces see. */
import { dirname } from 'node:path'
import ts from 'typescript'
import { pathInside } from './program.mjs'

/**
 * Something public, under the name that users know it by.
 *
 * @typedef {object} PublicSymbol
 * @property {string} entry - what it is imported from
 * @property {string} name - `Dense`, or `Dense.units` of a member
 * @property {ts.Symbol} symbol
 * @property {ts.Declaration} declaration
 * @property {ts.Symbol | undefined} owner - of a member: the class, interface or type
 *
 * @typedef {import('./public-entries.mjs').Entry} Entry
 */

/**
 * What a name stands for, behind all imports and re-exports.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 */
export const resolveAlias = (checker, symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)

/**
 * Everything that entries export, and its members; each once, of the package that declares it.
 *
 * @param {ts.Program} program
 * @param {readonly Entry[]} entries
 * @returns {PublicSymbol[]}
 */
export function publicSymbols(program, entries) {
  const checker = program.getTypeChecker()
  const exported = entries.flatMap((entry) => {
    const source = program.getSourceFile(entry.file)
    const module = source && checker.getSymbolAtLocation(source)
    if (!module) throw new Error(`${entry.name}: ${entry.file} is no module`)
    // What a package passes on from another is looked at there.
    return exportsOf(checker, module, entry.name, '').filter(({ declaration }) => isBeside(entry, declaration))
  })
  const members = exported.flatMap((symbol) => membersOf(checker, symbol, entries))
  return [...firstOfEach(exported), ...firstOfEach(members)]
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} module
 * @param {string} entry
 * @param {string} prefix - of a module that is exported as a name: `mnist.`
 * @returns {PublicSymbol[]}
 */
const exportsOf = (checker, module, entry, prefix) =>
  checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = resolveAlias(checker, exported)
    // What leads nowhere is of type any, where it is exported.
    const declaration = symbol.declarations?.[0] ?? exported.declarations?.[0]
    const name = prefix + exported.name
    if (!declaration) throw new Error(`internal: ${entry} exports ${name}, which is nowhere`)
    if (ts.isSourceFile(declaration)) return exportsOf(checker, symbol, entry, `${name}.`)
    return [{ entry, name, symbol, declaration, owner: undefined }]
  })

/**
 * Several names and several entries may lead to one declaration.
 *
 * @param {readonly PublicSymbol[]} symbols
 */
const firstOfEach = (symbols) => new Map([...symbols].reverse().map((symbol) => [symbol.declaration, symbol])).values()

/**
 * Is the declaration in the folder of the entry's file, or further inside?
 *
 * @param {Entry} entry
 * @param {ts.Declaration} declaration
 */
const isBeside = ({ file }, declaration) => !pathInside(dirname(file), declaration.getSourceFile().fileName).startsWith('..')

/**
 * The members that are written in the repository and not private, those of bases included.
 *
 * @param {ts.TypeChecker} checker
 * @param {PublicSymbol} exported
 * @param {readonly Entry[]} entries
 * @returns {PublicSymbol[]}
 */
function membersOf(checker, { entry, name, symbol }, entries) {
  const { Class, Interface, TypeAlias } = ts.SymbolFlags
  if (!(symbol.flags & (Class | Interface | TypeAlias))) return []
  const statics = symbol.flags & Class ? checker.getTypeOfSymbol(symbol).getProperties() : []
  return [...checker.getDeclaredTypeOfSymbol(symbol).getProperties(), ...statics].flatMap((member) => {
    const declaration = member.declarations?.[0]
    if (!declaration || !isVisible(declaration) || !isWrittenFor(declaration, symbol)) return []
    if (!entries.some((other) => isBeside(other, declaration))) return []
    return [{ entry, name: `${name}.${member.name}`, symbol: member, declaration, owner: symbol }]
  })
}

/**
 * Has it a name, and is it not private?
 *
 * @param {ts.Declaration} declaration
 */
function isVisible(declaration) {
  const name = ts.getNameOfDeclaration(declaration)
  if (!name || ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(name)) return false
  return !(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private)
}

/**
 * A type alias has the members that it writes itself; those that it takes from other types are theirs.
 *
 * @param {ts.Declaration} declaration
 * @param {ts.Symbol} owner
 */
const isWrittenFor = (declaration, owner) =>
  !(owner.flags & ts.SymbolFlags.TypeAlias) ||
  (owner.declarations ?? []).some((alias) => ts.isTypeAliasDeclaration(alias) && declaration.parent === alias.type)
