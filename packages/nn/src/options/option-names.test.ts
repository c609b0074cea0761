/** Names of options that classes of users' own spread into theirs: all that the bases take, and nothing else. */
import { ArgumentError } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { layerOptionNames } from '../layers/layer.ts'
import { lossOptionNames } from '../losses/loss.ts'
import { Hinge } from '../losses/hinge.ts'
import { metricOptionNames } from '../metrics/metric.ts'
import { Mean } from '../metrics/mean.ts'
import { optimizerOptionNames, type OptimizerOptions } from '../optimizers/optimizer.ts'
import { SGD } from '../optimizers/sgd.ts'
import { checkOptions } from './check-options.ts'

const bases: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  layer: { ...layerOptionNames },
  loss: { ...lossOptionNames },
  metric: { ...metricOptionNames },
  optimizer: { ...optimizerOptionNames },
}

describe.each(Object.entries(bases))('of a %s', (_, names) => {
  const all = Object.fromEntries(Object.keys(names).map((name) => [name, undefined]))

  test('are taken beside those of the class', () => {
    const options = { ...all, own: 1 }
    expect(checkOptions<object>('Own', options, { ...names, own: true })).toBe(options)
  })

  test('leave others out', () => {
    expect(() => checkOptions<object>('Own', { ...all, other: 1 }, { ...names, own: true })).toThrow(ArgumentError)
  })
})

test('are those that the configurations of simple classes hold', () => {
  const namesOf = (config: object): string[] => Object.keys(config).sort()
  expect(namesOf(new Hinge().getConfig())).toEqual(namesOf(lossOptionNames))
  expect(namesOf(new Mean().getConfig())).toEqual(namesOf(metricOptionNames))
  const all: Required<OptimizerOptions> = {
    learningRate: 0.5,
    name: 'own',
    weightDecay: 0.1,
    clipnorm: 1,
    clipvalue: undefined,
    globalClipnorm: undefined,
    useEma: true,
    emaMomentum: 0.9,
    emaOverwriteFrequency: 2,
    gradientAccumulationSteps: 3,
  }
  expect(namesOf(all)).toEqual(namesOf(optimizerOptionNames))
  const { clipvalue, globalClipnorm, ...given } = all
  expect([clipvalue, globalClipnorm]).toEqual([undefined, undefined])
  expect(new SGD(all).getConfig()).toMatchObject(given)
})
