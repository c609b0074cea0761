/** What the tests use. */
import ts from 'typescript'
import { resolveAlias } from './public-symbols.mjs'

/**
 * Everything that a name in test code leads to.
 *
 * @param {ts.Program} program
 * @param {(file: ts.SourceFile) => boolean} isTest
 * @returns {Set<ts.Symbol>}
 */
export function testedSymbols(program, isTest) {
  const checker = program.getTypeChecker()
  /** @type {Set<ts.Symbol>} */
  const used = new Set()

  /** @param {ts.Node} node */
  function visit(node) {
    const symbol = ts.isIdentifier(node) ? symbolAt(checker, node) : undefined
    if (symbol) used.add(valueOf(checker, resolveAlias(checker, symbol)))
    ts.forEachChild(node, visit)
  }

  for (const file of program.getSourceFiles()) if (isTest(file)) visit(file)
  return used
}

/**
 * What a name stands for; in `const { relu } = nn`, the member of `nn`.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Identifier} name
 */
function symbolAt(checker, name) {
  const { parent } = name
  const isTakenOut = ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent) && !parent.propertyName
  const member = isTakenOut ? checker.getTypeAtLocation(parent.parent).getProperty(name.text) : undefined
  return member ?? checker.getSymbolAtLocation(name)
}

/**
 * `activations.relu`, where the table says `{ relu }`, is the function `relu`.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 */
function valueOf(checker, symbol) {
  const value = symbol.valueDeclaration && checker.getShorthandAssignmentValueSymbol(symbol.valueDeclaration)
  return value ? resolveAlias(checker, value) : symbol
}
