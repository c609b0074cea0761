/** What kernels are called. */
import { expect, test } from 'vitest'
import { planProgram } from '../program/plan.ts'
import { TestGraph } from '../testing/run.ts'
import { kernelName } from './kernel-name.ts'

const none = {}

/** The names of the kernels of a graph of one 4 by 4 matrix. */
function namesOf(build: (graph: TestGraph, x: number) => number): string[] {
  const graph = new TestGraph()
  const x = graph.parameter('input', 'float32', [4, 4])
  return planProgram(graph.program([], [build(graph, x)])).steps.map(({ call }) => kernelName(call))
}

const product = { lhsBatch: [], rhsBatch: [], lhsContracting: [1], rhsContracting: [0] }

test.each<readonly [string, (graph: TestGraph, x: number) => number]>([
  ['dotGeneral+neg', (graph, x) => graph.node('neg', none, graph.node('dotGeneral', product, x, x))],
  ['exp+reduceSum', (graph, x) => graph.node('reduceSum', { axes: [1] }, graph.node('exp', none, x))],
  ['neg+exp', (graph, x) => graph.node('neg', none, graph.node('exp', none, graph.node('neg', none, x)))],
  ['copy', (graph, x) => graph.node('transpose', { permutation: [1, 0] }, x)],
  ['fill', (graph) => graph.node('broadcast', { shape: [4] }, graph.node('constant', { value: 2, dtype: 'float32' }))],
  ['concat', (graph, x) => graph.node('concat', { axis: 0 }, x, x)],
  [
    'neg+exp+log1p+sin+tanh+abs+floor+ceil+2 more',
    (graph, x) =>
      (['neg', 'exp', 'log1p', 'sin', 'tanh', 'abs', 'floor', 'ceil', 'round', 'sqrt'] as const).reduce(
        (value, name) => graph.node(name, none, value),
        x,
      ),
  ],
])('%s', (name, build) => {
  expect(namesOf(build)).toEqual([name])
})
