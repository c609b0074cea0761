/** Models that were saved, and what they take digits in PNG files for. */
import { writeFile } from 'node:fs/promises'
import { encode } from 'fast-png'
import { beforeAll, describe, expect, test } from 'vitest'
import { main } from '../main.ts'
import { capturedIo } from '../testing/captured-io.ts'
import { type Digit, drawings, drawPng, testDigits } from '../testing/png-digits.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const inFolder = temporaryFolder()
const digitCount = 40

/** Runs the program and gives what it printed. */
async function run(...args: readonly string[]) {
  const io = capturedIo()
  const code = await main(args, io)
  return { code, out: io.stdout, err: io.stderr }
}

interface Answer {
  readonly file: string
  readonly predicted: number
  readonly confidence: number
  readonly width: number
  readonly height: number
  readonly inverted: boolean
  readonly probabilities: readonly number[]
  readonly pixels: readonly (readonly number[])[]
}

const answers = (text: string): Answer[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer)

let model: string
let digits: readonly Digit[]

beforeAll(async () => {
  model = inFolder('digits.neurite')
  digits = await testDigits(digitCount)
  const { code, err } = await run('--epochs', '3', '--save', model)
  if (code !== 0) throw new Error(err.text)
}, 60_000)

async function draw(name: keyof typeof drawings, which = digits): Promise<string[]> {
  const files = which.map((_, index) => inFolder(`${name} ${index}.png`))
  await Promise.all(which.map((digit, index) => writeFile(files[index]!, drawPng(digit, drawings[name]))))
  return files
}

describe.each(Object.keys(drawings) as (keyof typeof drawings)[])('%s', (name) => {
  test('most digits are recognised', async () => {
    const files = await draw(name)
    const { code, out, err } = await run('predict', '--json', '--load', model, ...files)
    expect(code, err.text).toBe(0)
    const all = answers(out.text)
    expect(all.map(({ file }) => file)).toEqual(files)
    const right = all.filter(({ predicted }, index) => predicted === digits[index]!.label)
    expect(right.length).toBeGreaterThanOrEqual(0.85 * digitCount)
    const isDarkOnLight = /on light|inverted|on yellow|black ink|grey with|palette/.test(name)
    expect(new Set(all.map(({ inverted }) => inverted))).toEqual(new Set([isDarkOnLight]))
  })
})

test('a digit is seen as it is in the data set', async () => {
  const [digit] = digits
  const { out } = await run('predict', '--json', '--load', model, ...(await draw('as it is', [digit!])))
  const [{ pixels, probabilities, confidence, predicted, width, height }] = answers(out.text) as [Answer]
  expect([width, height, pixels.length]).toEqual([28, 28, 28])
  expect(probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5)
  expect(probabilities[predicted]).toBe(confidence)
  const difference = pixels.flat().map((byte, place) => Math.abs(byte - Math.round(255 * digit!.pixels[place]!)))
  expect(difference.reduce((sum, value) => sum + value, 0) / pixels.flat().reduce((sum, value) => sum + value)).toBeLessThan(0.25)
})

test('a person sees the digit, its probabilities, and what the network saw', async () => {
  const [file] = await draw('16 bits', [digits[0]!])
  const { code, out, err } = await run('predict', file!, '--load', model)
  expect([code, err.text]).toEqual([0, ''])
  const [title, , ...lines] = out.lines
  expect(title).toMatch(/: \d \(\d+\.\d%\); 84 x 84 pixels, light on dark$/)
  expect(lines.filter((line) => /\d +\d+\.\d%/.test(line))).toHaveLength(10)
  expect(out.text).toMatch(/[█▀▄]{2}/)
})

test('without a model, one is trained first, as for test images', { timeout: 60_000 }, async () => {
  const [file] = await draw('large, dark on light, off centre', [digits[0]!])
  const { code, out, err } = await run('predict', '--epochs', '1', '--json', file!)
  expect(code, err.text).toBe(0)
  expect(answers(out.text)[0]!.predicted).toBe(digits[0]!.label)
})

test('evaluate and predict take the model from its file', { timeout: 60_000 }, async () => {
  const trained = await run('evaluate', '--json', '--epochs', '3')
  const loaded = await run('evaluate', '--json', '--load', model)
  const { stepsPerSecond, ...rest } = JSON.parse(trained.out.text) as Record<string, unknown>
  expect(stepsPerSecond).toEqual(expect.any(Number))
  expect(JSON.parse(loaded.out.text)).toEqual(rest)
  const predicted = await run('predict', '--load', model, '--count', '2')
  expect(predicted.out.text.match(/^Test image \d: /gm)).toHaveLength(2)
})

describe('one line says what is wrong', () => {
  test.each([
    ['a missing file', ['none.png'], 'none.png does not exist; pass the path of a PNG image'],
    ['a folder', [''], ' is a folder; pass the PNG images in it, each by its own path'],
    ['no PNG', ['text.png'], 'text.png is no PNG image: it does not begin like one; convert it to PNG'],
    ['a blank image', ['blank.png'], 'blank.png is blank: all of its pixels look alike; pass an image of one digit'],
    ['one of several', ['digit.png', 'blank.png'], 'blank.png is blank'],
  ])('%s', async (_, names, message) => {
    await writeFile(inFolder('text.png'), 'hello, world')
    await writeFile(inFolder('blank.png'), encode({ width: 9, height: 9, channels: 1, data: new Uint8Array(81).fill(255) }))
    await writeFile(inFolder('digit.png'), drawPng(digits[0]!, drawings['16 bits']))
    // Nothing is trained first: that would take longer than the test may.
    const { code, out, err } = await run('predict', '--epochs', '1000000', ...names.map(inFolder))
    expect([code, out.text]).toEqual([1, ''])
    expect(err.lines).toHaveLength(1)
    expect(err.text).toContain(message)
    expect(err.text).toMatch(/^mnist: predict: /)
  })

  test('a model that is missing, damaged, no model, or of other images', async () => {
    await writeFile(inFolder('digit.png'), drawPng(digits[0]!, drawings['16 bits']))
    await writeFile(inFolder('damaged'), 'hello, world')
    const { Dense, Sequential } = await import('neurite')
    const other = new Sequential([new Dense(10, { inputShape: [4] })])
    await other.save(inFolder('other'))
    await other.saveWeights(inFolder('weights'))
    const messages = {
      none: 'none does not exist; write it with train --save ',
      damaged: '--load: the file is damaged',
      weights: '--load: the file holds weights only; ',
      other:
        'other holds a model for something else: expected one of 784 pixels and 10 classes; name a file that train --save wrote',
    }
    for (const [name, message] of Object.entries(messages)) {
      for (const command of [['predict', inFolder('digit.png')], ['predict'], ['evaluate']]) {
        const { code, err } = await run(...command, '--load', inFolder(name))
        expect([code, err.lines.length]).toEqual([1, 1])
        expect(err.text).toContain(message)
      }
    }
  })
})
