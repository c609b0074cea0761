/** Every layer that the package exports has the contract of layers tested: `testLayer` is called for it, or a reason stands here. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as nn from '@neurite/nn'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const sources = fileURLToPath(new URL('../../../packages/nn/src', import.meta.url))

/** Layers without a call of `testLayer`, and why. */
const reasons: Readonly<Record<string, string>> = {
  Layer: 'the base, which has no instances; every other layer tests it',
  Model: 'its shapes, weights and configuration are those of its layers: functional.test.ts',
  RNNCell: 'the base of cells, which has no instances',
  Sequential: 'its shapes, weights and configuration are those of its layers: sequential.test.ts',
}

/** The nodes of a tree, depth first. */
function* nodesOf(root: ts.Node): Generator<ts.Node> {
  yield root
  const children: ts.Node[] = []
  root.forEachChild((child) => void children.push(child))
  for (const child of children) yield* nodesOf(child)
}

const namesIn = (root: ts.Node): string[] => [...nodesOf(root)].filter(ts.isIdentifier).map(({ text }) => text)

/** What constants and functions of the file hold, by name. */
const definitions = (file: ts.SourceFile): ReadonlyMap<string, ts.Node> =>
  new Map(
    [...nodesOf(file)].flatMap((node): [string, ts.Node][] => {
      if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
        return [[node.name.text, node.initializer]]
      }
      return ts.isFunctionDeclaration(node) && node.name ? [[node.name.text, node]] : []
    }),
  )

/** What a function returns first, or the expression itself. */
function resultOf(node: ts.Node): ts.Node {
  if (ts.isParenthesizedExpression(node)) return resultOf(node.expression)
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return resultOf(node.body)
  if (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node)) {
    const returned = [...nodesOf(node.body!)].find(ts.isReturnStatement)
    return returned?.expression ? resultOf(returned.expression) : node
  }
  return node
}

/** The tables of `describe.each` and `test.each` that a call stands in. */
function tablesAround(call: ts.Node, known: ReadonlyMap<string, ts.Node>): ts.Node[] {
  const tables: ts.Node[] = []
  for (let node = call.parent; node; node = node.parent) {
    if (!ts.isCallExpression(node) || !ts.isCallExpression(node.expression)) continue
    const [table] = node.expression.arguments
    if (table) tables.push(ts.isIdentifier(table) ? (known.get(table.text) ?? table) : table)
  }
  return tables
}

/** Classes that `testLayer` is called for in a file: what its first argument makes, or the classes of the table that names it. */
function testedIn(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const known = definitions(file)
  const calls = [...nodesOf(file)].filter(
    (node): node is ts.CallExpression => ts.isCallExpression(node) && node.expression.getText() === 'testLayer',
  )
  return calls.flatMap((call) => {
    let made = resultOf(call.arguments[0]!)
    // A function of the file that makes the layer.
    for (let step = 0; step < 3; step++) {
      const name = ts.isCallExpression(made) ? made.expression : made
      const definition = ts.isIdentifier(name) ? known.get(name.text) : undefined
      if (!definition) break
      made = resultOf(definition)
    }
    const created = ts.isNewExpression(made) ? [made.expression.getText()] : []
    const isClass = created.some((name) => /^[A-Z]/.test(name) && name in nn)
    return isClass ? created : [...created, ...tablesAround(call, known).flatMap(namesIn)]
  })
}

const testFiles = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && readFileSync(join(sources, path), 'utf8').includes('testLayer('))
  .map((path) => join(sources, path))

const tested = new Set(testFiles.flatMap(testedIn))

const layers = Object.entries(nn)
  .filter(([, value]) => typeof value === 'function' && (value === nn.Layer || value.prototype instanceof nn.Layer))
  .map(([name]) => name)

describe('the contract of layers is tested for', () => {
  test.each(layers)('%s, or there is a reason', (name) => {
    expect(tested.has(name) || Object.hasOwn(reasons, name), `no call of testLayer makes a ${name}`).toBe(true)
  })

  test('what has a reason only where there is no test', () => {
    for (const name of Object.keys(reasons)) {
      expect(layers, name).toContain(name)
      expect(tested.has(name), `${name} has a test: take its reason out`).toBe(false)
    }
  })
})
