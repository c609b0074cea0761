/** Is something of type `any`, or is there one inside its type? */
import ts from 'typescript'
import { typesWithin } from './types-within.mjs'

/**
 * @param {ts.TypeChecker} checker
 * @param {import('./public-symbols.mjs').PublicSymbol} exported
 */
export function hasAny(checker, { symbol }) {
  return typesOfSymbol(checker, symbol).some((type) => {
    for (const part of typesWithin(checker, type, { signatures: true })) if (part.flags & ts.TypeFlags.Any) return true
    return false
  })
}

/**
 * The type of a value, the type that a name declares, or both (of a class).
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 */
const typesOfSymbol = (checker, symbol) => [
  ...(symbol.flags & ts.SymbolFlags.Value ? [checker.getTypeOfSymbol(symbol)] : []),
  ...(symbol.flags & ts.SymbolFlags.Type ? [checker.getDeclaredTypeOfSymbol(symbol)] : []),
]
