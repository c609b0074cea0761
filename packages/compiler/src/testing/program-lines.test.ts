/** Programs survive being written and read. */
import { InternalError, type Program } from '@neurite/core'
import { expect, test } from 'vitest'
import { GraphWriter } from './graph-writer.ts'
import { linesOfProgram, programOfLines, updatesOf } from './program-lines.ts'

function someProgram(): Program {
  const writer = new GraphWriter()
  const [x, state] = [writer.parameter([2, 3]), writer.parameter([3])]
  const low = writer.node('max', {}, x, writer.fill(-Infinity, [2, 3]))
  const sum = writer.node('reduceSum', { axes: [0] }, writer.node('add', {}, low, writer.fill(-0, [2, 3])))
  const graph = writer.graph(writer.node('add', {}, state, sum), sum)
  const type = { shape: [3], dtype: 'float32' } as const
  return {
    graph,
    bindings: [
      { role: 'input', type: { shape: [2, 3], dtype: 'float32' } },
      { role: 'state', type },
      { role: 'output', type },
    ],
  }
}

test('a program comes back as it was, but for where its nodes come from', () => {
  const program = someProgram()
  const origin = { toString: () => 'model.ts:7' }
  const traced = { ...program, graph: { ...program.graph, nodes: program.graph.nodes.map((node) => ({ ...node, origin })) } }
  expect(programOfLines(linesOfProgram(traced))).toEqual(program)
})

test('states are replaced by the first results', () => {
  const program = someProgram()
  expect(updatesOf(program)(program.graph)).toEqual([{ parameter: 1, result: program.graph.results[0] }])
})

test('what is no line of a program is refused', () => {
  expect(() => programOfLines('{"role":"input"}')).toThrow(InternalError)
  expect(() => programOfLines('{"primitive":"frobnicate","types":[]}')).toThrow('no line of a program')
})
