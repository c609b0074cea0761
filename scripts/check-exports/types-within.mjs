/** The types that a type is made of. */
import ts from 'typescript'

/**
 * The type itself, and those that are written inside it: of unions, type arguments, object literals, and (if asked for) signatures.
 * Classes and interfaces are only named: they are exported, and looked at, by themselves.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 * @param {{ signatures: boolean }} options - do parameters and results of functions count?
 * @param {Set<ts.Type>} seen
 * @returns {Generator<ts.Type>}
 */
export function* typesWithin(checker, type, options, seen = new Set()) {
  if (seen.has(type)) return
  seen.add(type)
  yield type
  for (const part of partsOf(checker, type, options)) yield* typesWithin(checker, part, options, seen)
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 * @param {{ signatures: boolean }} options
 * @returns {readonly ts.Type[]}
 */
function partsOf(checker, type, { signatures }) {
  if (type.isUnionOrIntersection()) return type.types
  const parts = [...(type.aliasTypeArguments ?? [])]
  if (isReference(type)) parts.push(...writtenArguments(checker, type))
  if (isWrittenOut(type)) parts.push(...type.getProperties().map((property) => checker.getTypeOfSymbol(property)))
  if (signatures) {
    const all = [...type.getCallSignatures(), ...type.getConstructSignatures()]
    parts.push(...all.flatMap((signature) => [...typesOf(checker, signature), ...limitsOf(signature)]))
  }
  return parts
}

/**
 * Parameters and result.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Signature} signature
 */
export const typesOf = (checker, signature) => [
  ...signature.getParameters().map((parameter) => checker.getTypeOfSymbol(parameter)),
  signature.getReturnType(),
]

/**
 * What type parameters extend.
 *
 * @param {ts.Signature} signature
 */
const limitsOf = (signature) => (signature.getTypeParameters() ?? []).flatMap((parameter) => parameter.getConstraint() ?? [])

/**
 * Type arguments, but for those that are what they are by default: `Iterable<T>` says `any` for what the language ignores.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.TypeReference} type
 */
const writtenArguments = (checker, type) =>
  checker.getTypeArguments(type).filter((argument, i) => argument !== type.target.typeParameters?.[i]?.getDefault())

/**
 * @param {ts.Type} type
 * @returns {type is ts.TypeReference}
 */
const isReference = (type) => (objectFlagsOf(type) & ts.ObjectFlags.Reference) !== 0

/**
 * Is it an object literal, or the type of one? Mapped types are made by those that name them.
 *
 * @param {ts.Type} type
 */
const isWrittenOut = (type) =>
  type.symbol !== undefined &&
  (type.symbol.flags & (ts.SymbolFlags.TypeLiteral | ts.SymbolFlags.ObjectLiteral)) !== 0 &&
  (objectFlagsOf(type) & ts.ObjectFlags.Mapped) === 0

/**
 * @param {ts.Type} type
 * @returns {ts.ObjectFlags}
 */
const objectFlagsOf = (type) => /** @type {ts.ObjectType} */ (type).objectFlags ?? 0
