/** How a user sees the graph of a compiled function: as data, as text, as a drawing. */
import {
  compile,
  graphToDot,
  printGraph,
  registerHostFunction,
  hostCall,
  scan,
  tensor,
  type Tensor,
  Variable,
  variableGrads,
  whileLoop,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onEachBackend } from '../backends/each-backend.ts'
import { checkDot } from './check-dot.ts'

onEachBackend('graphs of compiled functions', () => {
  test('are those traced so far, one per signature', () => {
    const double = compile((x: Tensor) => x.mul(2), { name: 'double' })
    expect(double.graphs).toEqual([])
    expect(double.toString()).toBe('double: not traced yet; call it first')
    double(tensor([1, 2]))
    double(tensor([3, 4]))
    double(tensor([[1]]))
    expect(double.graphs).toHaveLength(2)
    expect(double.graphs[0]!.nodes.map(({ primitive }) => primitive)).toContain('mul')
    expect(double.toString()).toBe(double.graphs.map((graph) => printGraph(graph)).join('\n'))
    expect(`${double}`).toMatch(/= mul\(/)
    expect(double.print(tensor([5, 6]))).toBe(printGraph(double.graphs[0]!))
  })

  test('a training step can be drawn', async () => {
    const w = new Variable([[0.5], [1]])
    const step = compile((x: Tensor) => {
      const { value, grads } = variableGrads(() => x.matmul(w.value).tanh().sum(), [w])
      w.assign(w.value.sub(grads[0]!))
      return value
    })
    await step(tensor([[1, 2]])).item()
    const { nodes, edges, clusters } = checkDot(graphToDot(step.graphs, { name: 'a "step" \\ of training' }))
    const [graph] = step.graphs
    expect(nodes.size).toBe(graph!.parameters + graph!.nodes.length + graph!.results.length)
    expect(edges).toHaveLength(graph!.nodes.reduce((sum, { operands }) => sum + operands.length, graph!.results.length))
    expect(clusters.size).toBe(0)
  })

  test('loops are clusters, and several signatures one each', () => {
    const loops = compile((x: Tensor) => {
      const [last] = scan((sum: Tensor, element: Tensor) => [sum.add(element), sum] as const, tensor(0), x)
      return whileLoop(
        (y: Tensor) => y.less(10),
        (y: Tensor) => y.add(1),
        last,
      )
    })
    loops(tensor([1, 2, 3]))
    expect(checkDot(graphToDot(loops.graphs)).clusters.size).toBe(3)
    loops(tensor([1, 2]))
    expect(checkDot(graphToDot(loops.graphs)).clusters.size).toBe(8)
    expect(loops.toString()).toMatch(/= while\([^]*\n {4}condition\(%0 float32\[\]\) \{[^]*\n {4}body\(%0 float32\[\]\) \{/)
  })

  test('labels are escaped, whatever a name holds', () => {
    const name = 'odd " name \\ { with [ everything ]\nand a line -> break'
    registerHostFunction(name, ([x]) => [x!])
    const call = compile((x: Tensor) => hostCall(name, [x], [{ shape: x.shape, dtype: x.dtype }])[0]!)
    call(tensor([1]))
    const { nodes, edges } = checkDot(graphToDot(call.graphs[0]!, { name }))
    expect(nodes.size).toBe(3)
    expect(edges).toHaveLength(2)
  })

  test('nothing traced is an empty drawing', () => {
    expect(checkDot(graphToDot(compile((x: Tensor) => x).graphs)).nodes.size).toBe(0)
  })
})
