import { setDebugLevel } from 'neurite'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { main } from './main.ts'
import { capturedIo } from './testing/captured-io.ts'
import { createIdxFolder, type IdxFolder } from './testing/idx-folder.ts'

let folder: IdxFolder

beforeAll(async () => {
  folder = await createIdxFolder({ train: 400, test: 50 })
})

afterAll(() => folder.remove())
afterEach(() => setDebugLevel(0))

/** Runs the program and gives what it printed. */
async function run(line: string, { terminalColumns }: { terminalColumns?: number } = {}) {
  const io = capturedIo(terminalColumns)
  const code = await main(line.split(' ').filter(Boolean), io)
  return { code, out: io.stdout, err: io.stderr }
}

const parse = (lines: readonly string[]): unknown[] => lines.map((line) => JSON.parse(line))
const small = () => `--data-dir ${folder.path} --batch-size 20`

test('the digits that come with the program: a JSON line per epoch, a last one, and text elsewhere', async () => {
  const { code, out, err } = await run('--epochs 2 --json')
  expect(code).toBe(0)
  const [first, second, last] = parse(out.lines)
  expect(out.lines).toHaveLength(3)
  for (const [index, line] of [first, second].entries()) {
    expect(Object.entries(line as object)).toEqual([
      ['epoch', index + 1],
      ...['loss', 'accuracy', 'valLoss', 'valAccuracy'].map((name) => [name, expect.any(Number)]),
    ])
  }
  expect(Object.keys(last as object)).toEqual(['loss', 'accuracy', 'backend', 'stepsPerSecond'])
  expect(last).toMatchObject({ backend: 'wasm', stepsPerSecond: expect.any(Number) })
  const { loss, accuracy, stepsPerSecond } = last as { loss: number; accuracy: number; stepsPerSecond: number }
  expect(accuracy).toBeGreaterThan(0.88)
  expect(loss).toBeLessThan(0.4)
  expect(stepsPerSecond).toBeGreaterThan(0)
  expect(err.text).toContain('Confusion matrix')
})

test('train prints what a person expects, in this order', async () => {
  const { code, out, err } = await run(`train --epochs 2 ${small()}`)
  expect([code, err.text]).toEqual([0, ''])
  const parts = [
    'Images of mnist: 360 to train, 40 to validate, 50 to test. Backend wasm, seed 0.\n',
    'Model: "mlp"',
    '101,770',
    '\nEpoch 1/2: 18 steps, ',
    '\nEpoch 2/2: 18 steps, ',
    '\n\nEvaluation\n\nloss      ',
    '\naccuracy  1.0000  (50 of 50 test images)\n',
    '\n\nConfusion matrix\n\ntrue \\ predicted  0  1  2  3  4  5  6  7  8  9\n0                 5  ·',
    '\n\nAccuracy by class\n\nclass  correct  of  accuracy\n0            5   5   100.00%\n',
    '\n\nWorst mistakes\n\nnone: all test images were recognised\n',
  ]
  const places = parts.map((part) => out.text.indexOf(part))
  expect(places, out.text).not.toContain(-1)
  expect(places).toEqual([...places].sort((a, b) => a - b))
})

test('a model that has learnt nothing shows its worst mistakes', async () => {
  const { out } = await run(`--epochs 1 --learning-rate 1e-9 ${small()}`)
  expect(out.text).toMatch(/\n\nWorst mistakes\n\n(true {8}\d {3,})+true {8}\d\n(predicted {3}\d {3,})+predicted {3}\d\n/)
  expect(out.text).toContain('█'.repeat(28))
})

test('a terminal gets a bar', async () => {
  const { out } = await run(`--epochs 1 ${small()}`, { terminalColumns: 120 })
  expect(out.text).toContain('\nEpoch 1/1\n')
  expect(out.text).toMatch(/18\/18 ━{30} \d\.\ds {2}loss \S+ {2}accuracy \S+ {2}valLoss \S+ {2}valAccuracy \S+/)
})

test('evaluate prints the evaluation alone, and the same as train', async () => {
  const { code, out, err } = await run(`evaluate --epochs 1 ${small()}`)
  expect([code, err.text]).toEqual([0, ''])
  expect(out.text).toMatch(/^loss {6}\d\.\d{4}\naccuracy {2}\d\.\d{4} {2}\(\d+ of 50 test images\)\n$/)
  const [evaluated] = parse((await run(`evaluate --json --epochs 1 ${small()}`)).out.lines)
  const [, trained] = parse((await run(`train --json --epochs 1 ${small()}`)).out.lines)
  const { loss, accuracy } = trained as { loss: number; accuracy: number }
  expect(evaluated).toMatchObject({ loss, accuracy, backend: 'wasm' })
})

test('evaluate with several seeds prints what each alone would, and their mean', async () => {
  const { code, out, err } = await run(`evaluate --seeds 4,13 --epochs 1 ${small()}`)
  expect([code, err.text]).toEqual([0, ''])
  expect(out.text).toMatch(/^seed 4 {3}loss \d\.\d{4} {2}accuracy \d\.\d{4}\nseed 13 {2}loss .*\nmean {5}loss .*\n$/)
  const [first, second, mean] = parse((await run(`evaluate --json --seeds 4,13 --epochs 1 ${small()}`)).out.lines)
  const [alone] = parse((await run(`evaluate --json --seed 13 --epochs 1 ${small()}`)).out.lines)
  const [one, other] = [first, second] as { loss: number; accuracy: number }[]
  expect(second).toMatchObject({ seed: 13, loss: (alone as { loss: number }).loss, backend: 'wasm' })
  expect(mean).toEqual({
    seeds: [4, 13],
    loss: expect.closeTo((one!.loss + other!.loss) / 2, 6),
    accuracy: expect.closeTo((one!.accuracy + other!.accuracy) / 2, 6),
  })
})

test('nothing is set aside for validation where the share is 0', async () => {
  const { code, out } = await run(`train --validation-split 0 --epochs 1 ${small()}`)
  expect(code).toBe(0)
  expect(out.text).toContain('400 to train, 0 to validate, 50 to test')
  expect(out.text).toContain('\nEpoch 1/1: 20 steps, ')
  expect(out.text).not.toContain('valLoss')
})

test('predict draws as many images as asked for', async () => {
  const { code, out, err } = await run(`predict --count 3 --epochs 1 ${small()}`)
  expect([code, err.text]).toEqual([0, ''])
  expect(out.text.match(/^Test image \d: true \d, predicted \d \(\d+\.\d%\)/gm)).toHaveLength(3)
  const lines = parse((await run(`predict --json --count 3 --epochs 1 ${small()}`)).out.lines)
  expect(lines).toHaveLength(3)
  for (const [index, line] of lines.entries()) {
    const { probabilities, confidence } = line as { probabilities: number[]; confidence: number }
    expect(line).toMatchObject({ index, label: index })
    expect(probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5)
    expect(Math.max(...probabilities)).toBe(confidence)
  }
})

test('the trace of quiet training on a terminal is gone in the end', async () => {
  const { out, err } = await run(`evaluate --epochs 1 ${small()}`, { terminalColumns: 80 })
  expect(out.lines).toHaveLength(2)
  expect(err.text).toContain('Epoch 1/1  ')
  expect(err.text).not.toContain('\n')
})

test('cpu computes the same', async () => {
  const [, cpu] = parse((await run(`--json --epochs 1 --backend cpu ${small()}`)).out.lines)
  const [, wasm] = parse((await run(`--json --epochs 1 --backend wasm ${small()}`)).out.lines)
  expect(cpu).toMatchObject({ backend: 'cpu' })
  expect(wasm).toMatchObject({ backend: 'wasm' })
  const loss = (line: unknown): number => (line as { loss: number }).loss
  expect(loss(cpu)).toBeCloseTo(loss(wasm), 3)
})

test('equal seeds give equal results, others do not; steps per execution change nothing', async () => {
  const lossOf = async (options: string): Promise<unknown> =>
    (parse((await run(`evaluate --json --epochs 1 ${small()} ${options}`)).out.lines)[0] as { loss: unknown }).loss
  const loss = await lossOf('--seed 3')
  expect(await lossOf('--seed 3')).toBe(loss)
  expect(await lossOf('--seed 3 --steps-per-execution 4')).toBe(loss)
  expect(await lossOf('--seed 4')).not.toBe(loss)
})

test('fashion-mnist comes from a folder, and its classes have names', async () => {
  const { code, out } = await run(`--dataset fashion-mnist --epochs 1 ${small()}`)
  expect(code).toBe(0)
  expect(out.text).toContain('\n0 T-shirt/top')
  expect(out.text).toContain('\n9 Ankle boot')
})

test.each([
  ['--curve', undefined, true],
  ['--no-curve', 100, false],
  ['', 100, true],
  ['', undefined, false],
  ['--json --curve', 100, false],
] as const)('"%s" on a terminal of %s columns: the loss is drawn is %s', async (options, terminalColumns, isDrawn) => {
  const { code, out, err } = await run(
    `--epochs 2 ${small()} ${options}`,
    terminalColumns === undefined ? {} : { terminalColumns },
  )
  expect(code).toBe(0)
  expect((out.text + err.text).includes('━ training   ● validation')).toBe(isDrawn)
})

test.each([
  ['--epochs 0', '--epochs: expected a whole number from 1, got "0"'],
  ['--backend gpu', '--backend: unknown value "gpu"; did you mean "cpu"?'],
  [
    '--data-dir no/such/folder',
    '--data-dir: no/such/folder does not exist; pass the folder that holds train-images-idx3-ubyte, ',
  ],
  ['--dataset fashion-mnist', '--dataset fashion-mnist: its images do not come with the program; name the folder'],
  ['predict --count 2001', '--count: expected at most 2000, the number of test images, got 2001'],
  ['--learning-rate 1e30 --epochs 1', 'mlp.fit: the loss became NaN at epoch 1, step 2; lower the learning rate'],
])('%s fails with one line', async (line, message) => {
  const { code, out, err } = await run(line.startsWith('--learning') ? `evaluate ${line}` : line)
  expect([code, out.text]).toEqual([1, ''])
  expect(err.lines).toHaveLength(1)
  expect(err.text.startsWith(`mnist: ${message}`), err.text).toBe(true)
  expect(err.text.endsWith('\n')).toBe(true)
})

test('with NEURITE_DEBUG an error shows its stack and its cause', async () => {
  setDebugLevel(1)
  const { err } = await run('--data-dir no/such/folder')
  expect(err.lines[0]).toMatch(/^mnist: --data-dir: no\/such\/folder does not exist/)
  expect(err.text).toMatch(/\nDataError: mnist\.load: .*\n +at /)
})

test('SIGINT ends training with where it was, and code 130', async () => {
  const io = capturedIo()
  const running = main(`--json --epochs 10000 ${small()}`.split(' '), io)
  await expect.poll(() => io.stdout.lines.length, { timeout: 10_000 }).toBeGreaterThan(2)
  io.signals.emit('SIGINT')
  expect(await running).toBe(130)
  expect(io.stderr.lines.at(-1)).toMatch(/^Interrupted after epoch \d+, step \d+; loss \S+, accuracy \S+$/)
  expect(parse(io.stdout.lines).every((line) => Object.hasOwn(line as object, 'epoch'))).toBe(true)
})
