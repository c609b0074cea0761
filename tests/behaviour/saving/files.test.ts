/** Models, logs and checkpoints as files. */
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cpu } from '@neurite/backend-cpu'
import { DataError, setBackend } from '@neurite/core'
import { CSVLogger, Dense, ModelCheckpoint, Sequential } from '@neurite/nn'
import { loadModel } from '@neurite/nn/saving'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let folder: string

beforeEach(async () => {
  await setBackend(cpu())
  folder = await mkdtemp(join(tmpdir(), 'neurite-files-'))
})

afterEach(async () => {
  await chmod(folder, 0o700)
  await rm(folder, { recursive: true })
})

const [x, y] = [
  [[1], [2], [3]],
  [2, 4, 6],
]

function line(): Sequential {
  const model = new Sequential([new Dense(1, { inputShape: [1] })], { name: 'line' })
  model.compile({ optimizer: 'sgd', loss: 'mse' })
  return model
}

describe('a model', () => {
  test('into a place where no folder can be made', async () => {
    await writeFile(join(folder, 'file'), 'text')
    const model = line()
    for (const path of [join(folder, 'file', 'inside', 'model.neurite'), '/proc/no-such/folder/model.neurite']) {
      await expect(model.save(path)).rejects.toThrow(DataError)
      await expect(model.save(path)).rejects.toThrow(
        /^line\.save: .*model\.neurite cannot be written \(.*\); name a place that can/,
      )
    }
    const both = ['a', 'b'].map((name) => join(folder, 'one', 'two', name))
    await Promise.all(both.map((path) => model.save(path)))
    expect(await readdir(join(folder, 'one', 'two'))).toEqual(['a', 'b'])
  })

  test('into a folder that is made, and from a path or an address', async () => {
    const model = line()
    const path = join(folder, 'deep', 'er', 'model.neurite')
    expect(await model.save(path)).toBeUndefined()
    const expected = await model.weights[0]!.data()
    expect(await (await loadModel(path)).weights[0]!.data()).toEqual(expected)
    expect(await (await loadModel(pathToFileURL(path))).weights[0]!.data()).toEqual(expected)
    expect(await readdir(join(folder, 'deep', 'er'))).toEqual(['model.neurite'])
    await model.saveWeights(path)
    expect((await line().loadWeights(path)).loaded).toEqual(['dense/kernel', 'dense/bias'].map(() => expect.any(String)))
  })

  test('that cannot be written leaves what is there', async () => {
    const path = join(folder, 'model.neurite')
    await line().save(path)
    const before = await readFile(path)
    // A folder cannot be replaced by a file: the last step fails.
    const blocked = join(folder, 'blocked')
    await line().save(join(blocked, 'inside.neurite'))
    await expect(line().save(blocked)).rejects.toThrow(DataError)
    await expect(line().save(join(path, 'below.neurite'))).rejects.toThrow(/^line\.save: .*below\.neurite cannot be written \(/)
    expect(await readFile(path)).toEqual(before)
    expect((await readdir(folder)).sort()).toEqual(['blocked', 'model.neurite'])
    expect((await stat(blocked)).isDirectory()).toBe(true)
  })

  test('that is not there', async () => {
    await expect(loadModel(join(folder, 'none'))).rejects.toThrow(/^loadModel: .*none cannot be read \(ENOENT/)
  })
})

test('checkpoints are named by epochs and values', async () => {
  const checkpoint = new ModelCheckpoint(join(folder, 'at-{epoch:02d}-{loss:.1f}.neurite'), { saveWeightsOnly: true })
  const { history } = await line().fit(x, y, { epochs: 2, verbose: 0, callbacks: [checkpoint] })
  const names = history['loss']!.map((loss, index) => `at-0${index + 1}-${loss.toFixed(1)}.neurite`)
  expect((await readdir(folder)).sort()).toEqual(names)
})

describe('CSVLogger', () => {
  test('writes a line per epoch, and goes on where it is told to', async () => {
    const path = join(folder, 'logs', 'log.csv')
    const first = await line().fit(x, y, { epochs: 2, verbose: 0, validationSplit: 0.4, callbacks: [new CSVLogger(path)] })
    const rows = (history: typeof first.history): string[] =>
      history['loss']!.map((loss, epoch) => `${epoch},${loss},${history['valLoss']![epoch]}`)
    expect((await readFile(path, 'utf8')).split('\n')).toEqual(['epoch,loss,valLoss', ...rows(first.history), ''])
    const second = await line().fit(x, y, {
      verbose: 0,
      validationSplit: 0.4,
      callbacks: [new CSVLogger(path, { append: true })],
    })
    expect((await readFile(path, 'utf8')).split('\n')).toEqual([
      'epoch,loss,valLoss',
      ...rows(first.history),
      ...rows(second.history),
      '',
    ])
    await line().fit(x, y, { verbose: 0, callbacks: [new CSVLogger(path, { separator: ';' })] })
    expect((await readFile(path, 'utf8')).split('\n')[0]).toBe('epoch;loss')
  })

  test('values that an epoch lacks', async () => {
    const path = join(folder, 'log.csv')
    await line().fit(x, y, {
      epochs: 2,
      verbose: 0,
      validationData: [x, y],
      validationFreq: [1],
      callbacks: [new CSVLogger(path)],
    })
    expect((await readFile(path, 'utf8')).split('\n')[2]).toMatch(/^1,[\d.e-]+,NA$/)
    const late = { epochs: 2, verbose: 0, validationData: [x, y], validationFreq: 2, callbacks: [new CSVLogger(path)] } as const
    const { history } = await line().fit(x, y, late)
    expect((await readFile(path, 'utf8')).split('\n').slice(0, 3)).toEqual([
      'epoch,loss,valLoss',
      `0,${history['loss']![0]},NA`,
      `1,${history['loss']![1]},${history['valLoss']![0]}`,
    ])
  })

  test('a place that is none', async () => {
    const path = join(folder, 'file')
    await writeFile(path, '')
    await expect(line().fit(x, y, { verbose: 0, callbacks: [new CSVLogger(join(path, 'log.csv'))] })).rejects.toThrow(
      /^CSVLogger: .*log\.csv cannot be written \(/,
    )
  })
})
