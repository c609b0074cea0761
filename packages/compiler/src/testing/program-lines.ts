/** Programs as lines of JSON: the parameters, the nodes with the types of their results, the results. */
import {
  type AnyGraphNode,
  type Binding,
  InternalError,
  primitiveNames,
  type Program,
  type Role,
  type TensorType,
  type ValueId,
} from '@neurite/core'
import type { Update } from '../group/schedule.ts'

/** Numbers that JSON cannot say stand as `{ "number": "-0" }`; where nodes come from is left out. */
function plain(name: string, value: unknown): unknown {
  if (name === 'origin') return undefined
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return { number: Object.is(value, -0) ? '-0' : String(value) }
}

const isNumber = (value: unknown): value is { readonly number: string } =>
  typeof value === 'object' && value !== null && 'number' in value && typeof value.number === 'string'

/** A program as text. */
export function linesOfProgram({ graph, bindings }: Program): string {
  const typesOf = (ids: readonly ValueId[]): TensorType[] =>
    ids.map((id) => graph.values[id]!).map(({ dtype, shape }) => ({ dtype, shape }))
  const parameters = bindings.filter(({ role }) => role !== 'output').map(({ role }, id) => ({ role, type: typesOf([id])[0] }))
  const nodes = graph.nodes.map((node) => ({ ...node, types: typesOf(node.results) }))
  return [...parameters, ...nodes, { results: graph.results }].map((line) => `${JSON.stringify(line, plain)}\n`).join('')
}

interface ParameterLine {
  readonly role: Exclude<Role, 'output'>
  readonly type: TensorType
}

type NodeLine = AnyGraphNode & { readonly types: readonly TensorType[] }

const isParameter = (line: object): line is ParameterLine => 'role' in line && 'type' in line
const isNode = (line: object): line is NodeLine =>
  'primitive' in line && 'types' in line && primitiveNames.some((name) => name === line.primitive)
const isEnd = (line: object): line is { readonly results: readonly ValueId[] } => 'results' in line && !('primitive' in line)

function parseLine(text: string): object {
  const line: unknown = JSON.parse(text, (_, value: unknown) => (isNumber(value) ? Number(value.number) : value))
  if (typeof line === 'object' && line !== null && (isParameter(line) || isNode(line) || isEnd(line))) return line
  throw new InternalError(`no line of a program: ${text}`)
}

/** The program of a text. */
export function programOfLines(text: string): Program {
  const lines = text.trimEnd().split('\n').map(parseLine)
  const parameters: Binding[] = lines.filter(isParameter)
  const typed = lines
    .filter(isNode)
    .map(({ types, ...node }): { types: readonly TensorType[]; node: AnyGraphNode } => ({ types, node }))
  const values = [...parameters.map(({ type }) => type), ...typed.flatMap(({ types }) => types)]
  const nodes = typed.map(({ node }) => node)
  const results = lines.filter(isEnd).flatMap((end) => end.results)
  const states = parameters.filter(({ role }) => role === 'state').length
  const outputs = results.slice(states).map((id): Binding => ({ role: 'output', type: values[id]! }))
  return { graph: { values, parameters: parameters.length, nodes, results }, bindings: [...parameters, ...outputs] }
}

/** The states of a program with what replaces them in a graph of the same function: its first results. */
export const updatesOf =
  ({ bindings }: Program) =>
  ({ results }: { readonly results: readonly ValueId[] }): Update[] =>
    bindings
      .filter(({ role }) => role !== 'output')
      .flatMap(({ role }, parameter) => (role === 'state' ? [parameter] : []))
      .map((parameter, i) => ({ parameter, result: results[i]! }))
