/** A result may lie on an operand exactly where no element is read after another was written over it. */
import { describe, expect, test } from 'vitest'
import { compileGraph } from '../compile-graph.ts'
import { affine, type Affine } from '../index-map/affine.ts'
import { drawGraph } from '../testing/draw-graph.ts'
import { indicesOf, valueAt } from '../testing/indices.ts'
import { seeded } from '../testing/random.ts'
import { mayOverwrite } from './in-place.ts'
import type { Kernel, LoopKernel, ProductKernel } from './kernel.ts'

const dense = affine(0, [4, 1])

const map = (load: Affine, dtype: 'float32' | 'int32' | 'uint8' | 'float64' = 'float32'): LoopKernel => ({
  kind: 'loop',
  extents: [3, 4],
  kept: 2,
  body: [{ op: 'load', dtype, operand: 0, at: load }],
  stores: [{ result: 0, dtype: 'float32', instruction: 0, at: dense }],
})

const row = (at: Affine, instruction: number): LoopKernel => ({
  kind: 'loop',
  extents: [3, 4],
  kept: 1,
  body: [
    { op: 'load', dtype: 'float32', operand: 0, at: dense },
    { op: 'reduce', dtype: 'float32', primitive: 'reduceSum', operand: 0 },
    { op: 'load', dtype: 'float32', operand: 1, at: affine(0, [1]) },
    { op: 'apply', dtype: 'float32', primitive: 'add', operands: [1, 2] },
    { op: 'apply', dtype: 'float32', primitive: 'add', operands: [0, 1] },
  ],
  stores: [{ result: 0, dtype: 'float32', instruction, at }],
})

const product: ProductKernel = {
  kind: 'product',
  dtype: 'float32',
  extents: [3, 4],
  rows: 0,
  columns: 1,
  contracting: [5],
  factors: [
    { operand: 0, at: affine(0, [5]), steps: [1] },
    { operand: 1, at: affine(0, [0, 1]), steps: [4] },
  ],
  body: [
    { op: 'product', dtype: 'float32' },
    { op: 'load', dtype: 'float32', operand: 2, at: dense },
    { op: 'apply', dtype: 'float32', primitive: 'add', operands: [0, 1] },
  ],
  stores: [{ result: 0, dtype: 'float32', instruction: 2, at: dense }],
}

describe('mayOverwrite', () => {
  test('where every element is read at the point that writes it', () => {
    expect(mayOverwrite(map(dense), 0, 0)).toBe(true)
    expect(mayOverwrite(map(dense, 'int32'), 0, 0)).toBe(true)
  })

  test('not where elements are read elsewhere', () => {
    expect(mayOverwrite(map(affine(0, [1, 3])), 0, 0)).toBe(false)
    expect(mayOverwrite(map(affine(11, [-4, -1])), 0, 0)).toBe(false)
    expect(mayOverwrite(map(affine(1, [4, 1])), 0, 0)).toBe(false)
    expect(mayOverwrite(map(affine(0, [4])), 0, 0)).toBe(false)
  })

  test('not where elements have another size', () => {
    expect(mayOverwrite(map(dense, 'uint8'), 0, 0)).toBe(false)
    expect(mayOverwrite(map(dense, 'float64'), 0, 0)).toBe(false)
  })

  test('not where an operand is read in several places, of which one is right', () => {
    const kernel = map(dense)
    const twice: LoopKernel = {
      ...kernel,
      body: [...kernel.body, { op: 'load', dtype: 'float32', operand: 0, at: affine(0, [1, 3]) }],
    }
    expect(mayOverwrite(twice, 0, 0)).toBe(false)
  })

  test('of rows only what is written once the row is done', () => {
    expect(mayOverwrite(row(affine(0, [1]), 3), 0, 1)).toBe(true)
    expect(mayOverwrite(row(affine(0, [1]), 3), 0, 0)).toBe(false)
    expect(mayOverwrite(row(dense, 4), 0, 0)).toBe(false)
  })

  test('of a product not its factors, but what its body reads', () => {
    expect([0, 1, 2].map((operand) => mayOverwrite(product, 0, operand))).toEqual([false, false, true])
    const [left, right] = product.factors
    const shared: ProductKernel = { ...product, factors: [left, { ...right, operand: 2 }] }
    expect(mayOverwrite(shared, 0, 2)).toBe(false)
  })

  test('not in a node that is a kernel by itself', () => {
    const kernel: Kernel = { kind: 'node', primitive: 'sort', attributes: { axis: 0, descending: false } }
    expect(mayOverwrite(kernel, 0, 0)).toBe(false)
  })

  test('of random kernels, only where nothing is read after it was written over', () => {
    let allowed = 0
    for (let seed = 0; seed < 300; seed++) {
      for (const { kernel, operands } of compileGraph(drawGraph(seeded(seed)).graph).calls) {
        if (kernel.kind === 'node') continue
        const kept = kernel.kind === 'loop' ? kernel.kept : kernel.extents.length
        const points = indicesOf(kernel.extents)
        const outer = new Map(indicesOf(kernel.extents.slice(0, kept)).map((index, point) => [index.join(), point]))
        for (const { result, at } of kernel.stores) {
          const writtenAt = new Map(points.map((index) => [valueAt(at, index), outer.get(index.slice(0, kept).join())!]))
          operands.forEach((_, operand) => {
            if (!mayOverwrite(kernel, result, operand)) return
            allowed += 1
            for (const instruction of kernel.body) {
              if (instruction.op !== 'load' || instruction.operand !== operand) continue
              for (const index of points) {
                // Nothing that was written at an earlier point is read at this one.
                const writer = writtenAt.get(valueAt(instruction.at, index))
                expect(writer === undefined || writer >= outer.get(index.slice(0, kept).join())!).toBe(true)
              }
            }
          })
        }
      }
    }
    expect(allowed).toBeGreaterThan(100)
  })
})
