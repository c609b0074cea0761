import { readdir, readFile, writeFile } from 'node:fs/promises'
import { loadModel } from 'neurite/saving'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../main.ts'
import { capturedIo } from '../testing/captured-io.ts'
import { createIdxFolder, type IdxFolder } from '../testing/idx-folder.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const inFolder = temporaryFolder()
let images: IdxFolder

beforeAll(async () => {
  images = await createIdxFolder({ train: 400, test: 50 })
})

afterAll(() => images.remove())

const commonOptions = (): string[] => ['--data-dir', images.path, '--batch-size', '20']

/** Runs the program and gives what it printed. With `interruptAfter`, Ctrl-C is pressed when so many epochs were printed. */
async function run(args: readonly string[], interruptAfter = Infinity) {
  const io = capturedIo()
  const running = main([...args, ...commonOptions()], io)
  const epochs = (): number => io.stdout.text.match(/^Epoch /gm)?.length ?? 0
  if (interruptAfter < Infinity) {
    await expect.poll(epochs, { timeout: 20_000, interval: 5 }).toBeGreaterThanOrEqual(interruptAfter)
    io.signals.emit('SIGINT')
  }
  return { code: await running, out: io.stdout, err: io.stderr, epochs: epochs() }
}

/** Everything that a saved model holds, apart from names: in one process, each model's layers have others. */
async function numbersIn(file: string): Promise<unknown> {
  const model = await loadModel(file)
  return Promise.all([...model.variables, ...model.optimizer!.variables].map(async (variable) => [...(await variable.data())]))
}

/** Training that was interrupted, in files of this name. */
async function interrupted(name: string, ...args: readonly string[]): Promise<string> {
  const file = inFolder(name)
  const { code, err } = await run(['--save', file, '--epochs', '40', ...args], 2)
  expect(code, err.text).toBe(130)
  expect(err.lines).toEqual([
    expect.stringMatching(/^Interrupted after epoch \d+, step \d+; loss \S+, accuracy \S+$/),
    `Training is kept in ${file}.backup; repeat the command with --resume to go on, and all other options as they were`,
  ])
  return file
}

test('the model is saved in folders that are made, and nothing else is left', async () => {
  const file = inFolder('made/on the way/model')
  const { code, out } = await run(['--save', file, '--epochs', '1'])
  expect(code).toBe(0)
  expect(out.text).toContain(`\n\nModel saved to ${file}.\n`)
  expect(await readdir(inFolder('made/on the way'))).toEqual(['model'])
})

test('what is interrupted goes on where it stood, as often as need be, to the same numbers', { timeout: 60_000 }, async () => {
  const [whole, file] = [inFolder('whole'), await interrupted('often', '--seed', '5')]
  const args = ['--epochs', '40', '--seed', '5']
  const second = await run(['--save', file, '--resume', ...args], 1)
  expect(second.code).toBe(130)
  expect(second.out.text).toContain(`\nGoes on with the training in ${file}.backup.\n`)
  expect(second.out.text).not.toContain('Epoch 1/40')
  const { code, epochs, err } = await run(['--save', file, '--resume', ...args])
  expect(code, err.text).toBe(0)
  expect(epochs).toBeLessThan(40)
  await run(['--save', whole, ...args])
  expect(await numbersIn(file)).toEqual(await numbersIn(whole))
  expect((await readdir(inFolder(''))).filter((name) => name.includes('often'))).toEqual(['often'])
})

test('where there is nothing to go on with, training begins anew, and says so', async () => {
  const file = inFolder('anew')
  const { code, out } = await run(['--save', file, '--resume', '--epochs', '1'])
  expect(code).toBe(0)
  expect(out.text).toContain(`There is nothing to go on with: ${file}.backup does not exist. Training begins anew.`)
})

test('other options are refused, and what was interrupted is not lost', { timeout: 60_000 }, async () => {
  const file = await interrupted('changed')
  const backup = await readFile(`${file}.backup`)
  const refusals = {
    '--epochs 5': '--resume: training began with --epochs 40, now it is 5; repeat the options that it began with',
    '--epochs 40 --seed 1': '--resume: training began with --seed 0, now it is 1; ',
    '--epochs 40 --learning-rate 0.1': '--resume: training began with --learning-rate 0.001, now it is 0.1; ',
    '--epochs 40 --backend cpu': '--resume: training began with --backend wasm, now it is cpu; ',
    '--epochs 40 --model cnn': `--resume: the file holds 4 tensors of the model, the model has 7; repeat the options that training began with, or remove ${file}.backup to begin anew`,
  }
  for (const [options, message] of Object.entries(refusals)) {
    const { code, err } = await run(['--save', file, '--resume', ...options.split(' ')])
    expect([code, err.lines.length]).toEqual([1, 1])
    expect(err.text).toContain(`mnist: ${message}`)
  }
  const { code, err } = await run(['--save', file, '--epochs', '40'])
  expect(code).toBe(1)
  expect(err.text).toBe(
    `mnist: --save: ${file}.backup holds training that was interrupted; add --resume to go on with it, or remove the file to begin anew\n`,
  )
  expect((await readFile(`${file}.backup`)).equals(backup)).toBe(true)
})

test('a backup that is none is refused', async () => {
  const file = inFolder('spoilt')
  await writeFile(`${file}.backup`, 'hello, world')
  const { code, err } = await run(['--save', file, '--resume'])
  expect(code).toBe(1)
  expect(err.text).toMatch(/^mnist: --resume: the file is damaged: .*; repeat .*, or remove .*spoilt\.backup to begin anew\n$/)
})

test('places that cannot be written are refused before training', async () => {
  await writeFile(inFolder('a file'), '')
  const refusals = [
    [inFolder(''), `${inFolder('')} is a folder; name a file in it, such as ${inFolder('model.neurite')}`],
    [inFolder('a file/model'), `${inFolder('a file/model')} cannot be written (`],
  ] as const
  for (const [place, message] of refusals) {
    const { code, out, err } = await run(['--save', place])
    expect([code, out.text]).toEqual([1, ''])
    expect(err.text).toContain(`mnist: --save: ${message}`)
  }
})

test('--resume needs to know where', async () => {
  const { code, err } = await run(['--resume'])
  expect(code).toBe(1)
  expect(err.text).toBe(
    'mnist: --resume: expected --save <file> as well: training is kept in <file>.backup until the model is saved\n',
  )
})
