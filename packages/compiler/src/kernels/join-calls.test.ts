/** Which kernels run as one, and which must not. */
import type { DType, Graph, Shape, ValueId } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { compileGraph } from '../compile-graph.ts'
import type { Update } from '../group/schedule.ts'
import { GraphWriter } from '../testing/graph-writer.ts'
import { softmax } from '../testing/patterns.ts'

/** Each kernel by its loops and what it writes: `4 over 8: %3`. */
const kernelsOf = (graph: Graph, updates: readonly Update[] = []): string[] =>
  compileGraph(graph, () => updates).calls.map(({ kernel, results }) => {
    const written = results.map((id) => `%${id}`).join(' ')
    if (kernel.kind !== 'loop') return `${kernel.kind}: ${written}`
    const loops = [kernel.extents.slice(0, kernel.kept), kernel.extents.slice(kernel.kept)].map((part) => part.join('x'))
    return `${loops.join(' over ')}: ${written}`
  })

/** A graph of `build`, whose parameters have these shapes. */
function graphOf(shapes: readonly Shape[], build: (writer: GraphWriter, ids: readonly ValueId[]) => readonly ValueId[]): Graph {
  const writer = new GraphWriter()
  return writer.graph(
    ...build(
      writer,
      shapes.map((shape) => writer.parameter(shape)),
    ),
  )
}

const increased = (writer: GraphWriter, x: ValueId): ValueId => {
  const { shape, dtype }: { shape: Shape; dtype: DType } = writer.typeOf(x)
  return writer.node('add', {}, x, writer.fill(1, shape, dtype))
}

describe('kernels are one', () => {
  test('where they are small and go through equal loops: counters, biases of one length', () => {
    const graph = graphOf([[], [], [16], [16]], (writer, ids) => ids.map((id) => increased(writer, id)))
    const updates = graph.results.map((result, parameter) => ({ parameter, result }))
    expect(kernelsOf(graph, updates)).toEqual([' over : %5 %6', '16 over : %8 %9'])
  })

  test('where both read much of the same', () => {
    const reduced = (extent: number): string[] =>
      kernelsOf(
        graphOf(
          [
            [extent, 16],
            [extent, 16],
          ],
          (writer, [x, y]) => [
            writer.node('reduceSum', { axes: [1] }, writer.node('mul', {}, x!, y!)),
            writer.node('reduceMax', { axes: [1] }, x!),
          ],
        ),
      )
    expect(reduced(4096)).toEqual(['4096 over 16: %3 %4'])
    const apart = graphOf(
      [
        [4096, 16],
        [4096, 16],
      ],
      (writer, [x, y]) => [x!, y!].map((value) => writer.node('reduceMax', { axes: [1] }, value)),
    )
    expect(kernelsOf(apart)).toHaveLength(2)
  })

  test('where one goes through the outer loops of the other; what only they need is not written', () => {
    const graph = graphOf([[8, 16], [8]], (writer, [x, y]) => {
      const sum = writer.node('reduceSum', { axes: [1] }, x!)
      const root = writer.node('sqrt', {}, sum)
      // Twice at different places, so that it is written before.
      return [writer.node('add', {}, y!, root), writer.node('mul', {}, sum, writer.node('flip', { axes: [0] }, y!))]
    })
    expect(kernelsOf(graph)).toEqual(['8 over 16: %6 %4'])
  })

  test('of a row that several reductions need in turn', () => {
    const graph = graphOf([[8, 16]], (writer, [x]) => {
      const rows = softmax(writer, x!)
      return [rows, writer.node('reduceSum', { axes: [1] }, writer.node('mul', {}, rows, rows))]
    })
    expect(kernelsOf(graph)).toHaveLength(1)
  })
})

describe('kernels stay two', () => {
  test('where one reads what the other writes at another point', () => {
    const graph = graphOf([[8]], (writer, [x]) => {
      const power = writer.node('exp', {}, x!)
      return [power, writer.node('log', {}, writer.node('flip', { axes: [0] }, power))]
    })
    expect(kernelsOf(graph)).toEqual(['8 over : %1', '8 over : %3'])
  })

  test('where one reads the bits that the other writes as another dtype', () => {
    const graph = graphOf([[8]], (writer, [x]) => {
      const isGreat = writer.node('less', {}, writer.fill(0, [8]), x!)
      return [isGreat, writer.node('neg', {}, writer.node('bitcast', { dtype: 'int8' }, isGreat))]
    })
    expect(kernelsOf(graph)).toHaveLength(2)
  })

  test('where a third one runs between them', () => {
    const graph = graphOf([[8]], (writer, [x]) => {
      const power = writer.node('exp', {}, x!)
      const sums = writer.node('cumSum', { axis: 0, reverse: false, exclusive: false }, power)
      return [power, writer.node('log', {}, sums)]
    })
    expect(kernelsOf(graph)).toEqual(['8 over : %1', 'node: %2', '8 over : %3'])
  })

  test('where a state could not be replaced in place any more', () => {
    const graph = graphOf([[8], [8]], (writer, [state, x]) => [
      increased(writer, state!),
      writer.node('mul', {}, x!, writer.node('flip', { axes: [0] }, state!)),
    ])
    expect(kernelsOf(graph)).toHaveLength(1)
    expect(kernelsOf(graph, [{ parameter: 0, result: graph.results[0]! }])).toHaveLength(2)
  })

  test('where one is in vectors along rows, and the other along columns', () => {
    const graph = graphOf(
      [
        [16, 16],
        [16, 16],
      ],
      (writer, [x, y]) => [writer.node('reduceSum', { axes: [1] }, x!), writer.node('reduceSum', { axes: [0] }, y!)],
    )
    expect(kernelsOf(graph)).toHaveLength(2)
  })

  test('where rows too long for the cache would be gone over in turn', () => {
    const rows = (extent: number): string[] => kernelsOf(graphOf([[8, extent]], (writer, [x]) => [softmax(writer, x!)]))
    expect(rows(2 ** 14)).toHaveLength(1)
    expect(rows(2 ** 15)).toHaveLength(2)
  })

  test('where one would read and write more than its share', () => {
    const graph = graphOf(
      Array.from({ length: 20 }, () => []),
      (writer, ids) => ids.map((id) => increased(writer, id)),
    )
    const updates = graph.results.map((result, parameter) => ({ parameter, result }))
    expect(kernelsOf(graph, updates)).toHaveLength(2)
  })
})
