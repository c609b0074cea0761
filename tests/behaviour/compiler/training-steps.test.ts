/**
 * The kernels of real training steps compute what the reference computes. The steps are those that are committed with the
 * compiler; `NEURITE_CAPTURE_PROGRAMS=1` captures them anew from `fit`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { evaluateGraph } from '@neurite/backend-cpu'
import { decodeNumbers, encodeNumbers, isFloat, printGraph, type Program, sizeOf } from '@neurite/core'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { compileGraph } from '../../../packages/compiler/src/index.ts'
import { linesOfProgram, programOfLines, updatesOf } from '../../../packages/compiler/src/testing/program-lines.ts'
import { seeded } from '../../../packages/compiler/src/testing/random.ts'
import { runKernels } from '../../../packages/compiler/src/interpret/run-kernels.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const names = ['mlp', 'cnn', 'transformer'] as const
const fileOf = (name: string): URL => new URL(`../../../packages/compiler/src/goldens/${name}.jsonl`, import.meta.url)
const read = (name: string): Program => programOfLines(readFileSync(fileOf(name), 'utf8'))

beforeAll(async () => {
  if (process.env['NEURITE_CAPTURE_PROGRAMS'] !== '1') return
  const { captureStep } = await import('./capture-programs.ts')
  for (const name of names) writeFileSync(fileOf(name), linesOfProgram(await captureStep(name)))
})

describe.each(names)('the step of the %s', (name) => {
  test('computes what the reference computes', () => {
    const { graph, bindings } = read(name)
    const random = seeded(1)
    // Small positive numbers: whole ones for cursors and labels, moments that have a square root.
    const parameters = bindings.slice(0, graph.parameters).map(({ type: { dtype, shape } }) => {
      const draw = (): number => (isFloat(dtype) ? random.below(100) / 200 : random.below(2))
      return encodeNumbers(dtype, Array.from({ length: sizeOf(shape) }, draw))
    })
    const given = runKernels(compileGraph(graph, updatesOf({ graph, bindings })), parameters, evaluateGraph)
    evaluateGraph(graph, parameters).forEach((bits, index) => {
      const { dtype } = graph.values[graph.results[index]!]!
      const [a, b] = [given[index]!, bits].map((array) => Array.from(decodeNumbers(dtype, array))) as [number[], number[]]
      const scale = Math.max(1e-3, ...Array.from(b, Math.abs))
      a.forEach((value, i) =>
        expect(Math.abs(value - b[i]!), `result ${index} at ${i}`).toBeLessThanOrEqual(isFloat(dtype) ? 1e-4 * scale : 0),
      )
    })
  })

  test('is a whole step: it replaces states, and has products and reductions', () => {
    const { graph, bindings } = read(name)
    expect(bindings.filter(({ role }) => role === 'state').length).toBeGreaterThan(8)
    const text = printGraph(graph)
    for (const primitive of ['dotGeneral(', 'reduceSum(', 'gather(', 'sqrt(']) expect(text).toContain(primitive)
  })
})
