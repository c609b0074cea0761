/** Plans: what is released where, and how much memory that leaves in use. */
import type { AnyGraphNode, Graph, TensorType } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { planGraph } from './plan.ts'

const type: TensorType = { dtype: 'float32', shape: [4] }

const chain: Graph = {
  values: [type, type, type, type, type],
  parameters: 1,
  nodes: [
    { primitive: 'neg', attributes: {}, operands: [0], results: [1] },
    { primitive: 'exp', attributes: {}, operands: [1], results: [2] },
    { primitive: 'add', attributes: {}, operands: [1, 2], results: [3] },
    { primitive: 'sin', attributes: {}, operands: [3], results: [4] },
  ],
  results: [4],
}

describe('planGraph', () => {
  test('releases every value after its last use', () => {
    expect(planGraph(chain).steps.map(({ releases }) => releases)).toEqual([[0], [], [1, 2], [3]])
  })

  test('keeps results, and drops at once what nobody reads', () => {
    const plan = planGraph({ ...chain, results: [1, 2] })
    expect(plan.steps.map(({ releases }) => releases)).toEqual([[0], [], [], [3, 4]])
  })

  test('counts what nodes hold at the worst moment, not what parameters hold', () => {
    // Values 1, 2 and 3, of 16 bytes each, while `add` runs.
    expect(planGraph(chain).scratchBytes).toBe(48)
    expect(planGraph({ ...chain, nodes: [], values: [type], results: [0] }).scratchBytes).toBe(0)
  })

  test('counts what bodies hold inside', () => {
    const inBody = (attributes: Pick<AnyGraphNode, 'primitive' | 'attributes'>, condition: TensorType[] = []): Graph => ({
      values: [...condition, type, type],
      parameters: condition.length + 1,
      nodes: [
        { ...attributes, operands: [...condition.keys(), condition.length], results: [condition.length + 1] } as AnyGraphNode,
      ],
      results: [condition.length + 1],
    })
    const small: Graph = { values: [type], parameters: 1, nodes: [], results: [0] }
    // The result, and 48 bytes inside.
    expect(planGraph(inBody({ primitive: 'composite', attributes: { name: 'chain', body: chain } })).scratchBytes).toBe(64)
    const flag: TensorType = { dtype: 'bool', shape: [] }
    const branches = { primitive: 'cond', attributes: { onTrue: small, onFalse: chain } } as const
    expect(planGraph(inBody(branches, [flag])).scratchBytes).toBe(64)
  })

  test('lists nodes in their order', () => {
    expect(planGraph(chain).steps.map(({ node }) => node)).toEqual(chain.nodes)
  })
})
