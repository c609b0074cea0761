/**
 * The kernels of real training steps, as text: a fusion that is lost, or won, shows as a difference. `vitest -u` accepts one.
 *
 * The steps are what `fit` hands to a backend for a small model with Adam: forward, loss, gradients, optimizer and metrics of
 * one batch. `tests/behaviour/compiler` captures them.
 */
import { readFileSync } from 'node:fs'
import { sizeBytesOf, sizeOf } from '@neurite/core'
import { expect, test } from 'vitest'
import { canonicalise } from '../canonicalise/canonicalise.ts'
import { compileGraph } from '../compile-graph.ts'
import type { KernelGraph } from '../kernels/kernel.ts'
import { printKernels } from '../kernels/print.ts'
import { programOfLines, updatesOf } from '../testing/program-lines.ts'

const names = ['mlp', 'cnn', 'transformer'] as const

const steps = names.map((name) => {
  const program = programOfLines(readFileSync(new URL(`${name}.jsonl`, import.meta.url), 'utf8'))
  return { name, graph: program.graph, kernels: compileGraph(program.graph, updatesOf(program)) }
})

function countsOf({ calls, values }: KernelGraph): string {
  const kinds = calls.map(({ kernel }) => kernel.kind)
  const count = (kind: (typeof kinds)[number]): number => kinds.filter((other) => other === kind).length
  const written = calls.flatMap(({ results }) => results.map((id) => values[id]!))
  const bytes = written.reduce((sum, { dtype, shape }) => sum + sizeOf(shape) * sizeBytesOf(dtype), 0)
  return `${calls.length} kernels (${count('product')} products, ${count('loop')} loops, ${count('node')} other nodes) that write ${written.length} values, ${bytes} bytes`
}

test.each(steps)('the kernels of the $name', async ({ name, kernels }) => {
  await expect(`${printKernels(kernels)}\n`).toMatchFileSnapshot(`./${name}.kernels.txt`)
})

test('how many kernels and values there are', async () => {
  const lines = steps.map(({ name, graph, kernels }) => {
    const canonical = canonicalise(graph)
    return `${name}: ${graph.nodes.length} nodes, ${canonical.nodes.length} in canonical form; ${countsOf(kernels)}\n`
  })
  await expect(lines.join('')).toMatchFileSnapshot('./counts.txt')
})
