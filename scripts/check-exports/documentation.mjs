/** Is something documented, and does what computes with tensors state shapes? */
import ts from 'typescript'
import { typesOf, typesWithin } from './types-within.mjs'

/** @typedef {import('./public-symbols.mjs').PublicSymbol} PublicSymbol */

/**
 * Has it a comment of its own, or of what it overrides?
 *
 * @param {ts.TypeChecker} checker
 * @param {PublicSymbol} exported
 */
export function isDocumented(checker, { symbol, declaration, owner }) {
  if (symbol.getDocumentationComment(checker).length > 0 && !hasOnlyFileHeader(declaration)) return true
  if (owner === undefined) return false
  // `kind: 'loop'` says all there is.
  return checker.getTypeOfSymbol(symbol).isStringLiteral() || isGiven(checker, symbol, owner)
}

/**
 * The first comment of a file says what the file is for; a declaration that stands right below needs another one.
 *
 * @param {ts.Declaration} declaration
 */
function hasOnlyFileHeader(declaration) {
  const [header] = ts.getLeadingCommentRanges(declaration.getSourceFile().text, 0) ?? []
  return ts.getJSDocCommentsAndTags(declaration).some((comment) => comment.getStart() === header?.pos)
}

/**
 * Is it a property that the constructor was given? Then it is described there: as a parameter, or as an option.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} property
 * @param {ts.Symbol} owner
 */
function isGiven(checker, property, owner) {
  if (!(owner.flags & ts.SymbolFlags.Class) || !(property.flags & ts.SymbolFlags.Property)) return false
  const signatures = checker.getTypeOfSymbol(owner).getConstructSignatures()
  const parameters = signatures.flatMap((signature) => signature.getParameters())
  const options = parameters.flatMap((parameter) => checker.getTypeOfSymbol(parameter).getNonNullableType().getProperties())
  return (
    tagsOf(checker, owner, 'param').some((text) => text.split(' ')[0] === property.name) ||
    options.some((option) => option.name === property.name && option.getDocumentationComment(checker).length > 0)
  )
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 * @param {string} name
 */
const tagsOf = (checker, symbol, name) =>
  symbol.getJsDocTags(checker).flatMap((tag) => (tag.name === name ? [ts.displayPartsToString(tag.text)] : []))

/**
 * @param {ts.TypeChecker} checker
 * @param {PublicSymbol} exported
 */
export const statesShape = (checker, { symbol }) => tagsOf(checker, symbol, 'shape').some((text) => text.trim() !== '')

/**
 * Does it compute with tensors? Functions that take or return them, methods of `Tensor` itself that return one, and the classes
 * that compute in a `call`: layers and losses.
 *
 * @param {ts.TypeChecker} checker
 * @param {PublicSymbol} exported
 */
export function needsShape(checker, { symbol, declaration, owner }) {
  if (ts.isClassDeclaration(declaration)) return !isAbstract(declaration) && computesInCall(checker, symbol)
  const signatures = checker.getTypeOfSymbol(symbol).getCallSignatures()
  if (owner === undefined)
    return signatures.some((signature) => typesOf(checker, signature).some((type) => hasTensor(checker, type)))
  return owner.name === 'Tensor' && signatures.some((signature) => hasTensor(checker, signature.getReturnType()))
}

/** @param {ts.Declaration} declaration */
const isAbstract = (declaration) => (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract) !== 0

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} owner
 */
function computesInCall(checker, owner) {
  const call = checker.getDeclaredTypeOfSymbol(owner).getProperty('call')
  const signatures = call ? checker.getTypeOfSymbol(call).getCallSignatures() : []
  return signatures.some((signature) => typesOf(checker, signature).some((type) => hasTensor(checker, type)))
}

/**
 * Is there a tensor in it, or what one is made of? Functions that are passed around do not count.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 */
function hasTensor(checker, type) {
  const names = [...typesWithin(checker, type, { signatures: false })].map((part) => part.symbol?.name)
  return names.includes('Tensor')
}
