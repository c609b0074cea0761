/** The table holds every layer that the package exports. */
import { expect, test } from 'vitest'
import * as nn from '../index.ts'
import { Layer } from '../layers/layer.ts'
import type { Model } from '../models/model.ts'
import { drawnModels } from '../models/model-from-config.ts'
import { classes } from './classes.ts'
import { nnVersion } from './version.ts'
import manifest from '../../package.json' with { type: 'json' }

/** Bases that are extended, and have no instances. */
const bases = new Set<unknown>([nn.Layer, nn.RNNCell])

const isLayerClass = (value: unknown): boolean =>
  typeof value === 'function' && value.prototype instanceof Layer && !bases.has(value)

test('every exported class of layers and models is in it, under its name', () => {
  const exported = Object.entries(nn).filter(([, value]) => isLayerClass(value))
  expect(exported.length).toBeGreaterThan(80)
  expect(Object.keys(classes).sort()).toEqual(exported.map(([name]) => name).sort())
  for (const [name, value] of exported) {
    const found: unknown = classes[name]
    // Models may have been drawn up: what stands for them knows how to do that.
    expect(found).toBe(name === 'Model' ? drawnModels : value)
    expect((value as unknown as typeof Model).className).toBe(name)
  }
})

test('files carry the version of the package', () => {
  expect(nnVersion).toBe(manifest.version)
})
