/** Attributes of nodes as people read them, and the graphs among them. */
import type { AnyGraphNode, Graph } from './graph.ts'

const isGraph = (value: unknown): value is Graph => typeof value === 'object' && value !== null && 'nodes' in value

/** The graphs that a node holds, by the names of the attributes. */
export const bodiesOf = ({ attributes }: AnyGraphNode): readonly (readonly [name: string, body: Graph])[] =>
  Object.entries(attributes).filter((entry): entry is [string, Graph] => isGraph(entry[1]))

/** JSON, but for the numbers that it cannot say. */
function formatAttribute(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (Array.isArray(value)) return `[${value.map(formatAttribute).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const entries = Object.entries(value).map(([name, item]) => `${name}:${formatAttribute(item)}`)
  return `{${entries.join(',')}}`
}

/** Attributes as `name=value`; graphs as `{…}`. */
export const formatAttributes = ({ attributes }: AnyGraphNode): readonly string[] =>
  Object.entries(attributes).map(([name, value]) => `${name}=${isGraph(value) ? '{…}' : formatAttribute(value)}`)
