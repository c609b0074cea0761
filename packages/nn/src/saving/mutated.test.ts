/** Ten thousand damaged files: each one is refused with a typed error, or reads as if it were whole. */
import { cpu } from '@neurite/backend-cpu'
import { DataError, NeuriteError, setBackend } from '@neurite/core'
import { unzipSync, zipSync } from 'fflate'
import { beforeAll, describe, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { Model } from '../models/model.ts'
import { Sequential } from '../models/sequential.ts'
import { setRandomSeed } from '../random/seed.ts'
import { randomNumbers } from '../testing/random-numbers.ts'
import { loadModel } from './load-model.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Random = (below: number) => number

let whole: Bytes
let expected: unknown

const stateOf = async (model: Model): Promise<unknown> =>
  Promise.all([...model.variables, ...(model.optimizer?.variables ?? [])].map(async (v) => [v.path, [...(await v.data())]]))

beforeAll(async () => {
  await setBackend(cpu())
  setRandomSeed(1)
  const model = new Sequential(
    [new Dense(3, { inputShape: [2], name: 'a' }), new Dropout(0.5, { name: 'b' }), new Dense(2, { name: 'c' })],
    { name: 'net' },
  )
  model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] })
  await model.fit([[1, 2]], [[1, 2]], { verbose: 0 })
  whole = (await model.save({ bytes: true })) as Bytes
  expected = await stateOf(await loadModel(whole))
})

/** Ways to damage bytes. */
const damages: readonly ((bytes: Bytes, random: Random) => Bytes)[] = [
  // A bit, or some.
  (bytes, random) => {
    const copy = bytes.slice()
    for (let count = 1 + random(3); count > 0; count--) copy[random(copy.length)]! ^= 1 << random(8)
    return copy
  },
  // A byte of any value: headers get lengths and offsets that are none.
  (bytes, random) => {
    const copy = bytes.slice()
    for (let count = 1 + random(4); count > 0; count--)
      copy[random(copy.length)] = [0, 1, 0x7f, 0x80, 0xff, random(256)][random(6)]!
    return copy
  },
  (bytes, random) => bytes.slice(0, random(bytes.length)),
  (bytes, random) => bytes.slice(random(bytes.length)),
  // A stretch that is missing, doubled or blank.
  (bytes, random) => {
    const [start, length] = [random(bytes.length), 1 + random(64)]
    return Uint8Array.of(...bytes.subarray(0, start), ...bytes.subarray(start + length))
  },
  (bytes, random) => {
    const [start, length] = [random(bytes.length), 1 + random(64)]
    return Uint8Array.of(...bytes.subarray(0, start + length), ...bytes.subarray(start))
  },
  (bytes, random) => {
    const copy = bytes.slice()
    const start = random(copy.length)
    return copy.fill(random(2) * 0xff, start, start + 1 + random(64))
  },
  (bytes, random) => Uint8Array.from({ length: random(300) }, () => random(256)).fill(bytes[0]!, 0, 1),
]

/** Reads a file. Anything but the whole model or a typed error is a failure. */
async function readDamaged(bytes: Uint8Array, label: string): Promise<'refused' | 'read'> {
  try {
    const model = await loadModel(bytes)
    expect(await stateOf(model), label).toEqual(expected)
    return 'read'
  } catch (error) {
    if (!(error instanceof NeuriteError)) throw error
    expect(error.message, label).toMatch(/^loadModel\b/)
    return 'refused'
  }
}

test('8,000 files with damaged bytes', { timeout: 120_000 }, async () => {
  const random = randomNumbers(1)
  const counts = { refused: 0, read: 0 }
  for (let index = 0; index < 8000; index++) {
    const damage = damages[index % damages.length]!
    const damaged = damage(whole, random)
    if (damaged.length === whole.length && damaged.every((byte, at) => byte === whole[at])) continue
    counts[await readDamaged(damaged, `file ${index}`)] += 1
  }
  // What reads has its bits flipped where nothing is: dates, attributes.
  expect(counts.refused).toBeGreaterThan(6500)
})

describe('files whose check sums are right', () => {
  /** The file with one entry replaced. */
  function repacked(name: string, contents: Uint8Array): Uint8Array {
    const files = { ...unzipSync(whole), [name]: contents }
    return zipSync(Object.fromEntries(Object.entries(files).map(([each, bytes]) => [each, [bytes, { level: 0 }]])))
  }

  test('1,000 headers of tensors', { timeout: 60_000 }, () => {
    const random = randomNumbers(2)
    const bytes = unzipSync(whole)['weights.safetensors']! as Bytes
    const names = decodeSafetensors({ call: 'loadModel', file: 'w' }, bytes)
    const headerBytes = 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
    let refused = 0
    for (let index = 0; index < 1000; index++) {
      const copy = bytes.slice()
      const digits = [...copy.keys()].filter((at) => at >= 8 && at < headerBytes && copy[at]! >= 0x30 && copy[at]! <= 0x39)
      if (index % 2 === 0) copy[digits[random(digits.length)]!] = 0x30 + random(10)
      else copy[random(headerBytes)] = random(256)
      try {
        const decoded = decodeSafetensors({ call: 'loadModel', file: 'w' }, copy)
        // A shape of the same size, or another name: what is read is what is there.
        expect(decoded.map(([, { bits }]) => bits.byteLength)).toEqual(names.map(([, { bits }]) => bits.byteLength))
      } catch (error) {
        expect(error).toBeInstanceOf(DataError)
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(600)
  })

  test('1,000 descriptions', { timeout: 60_000 }, async () => {
    const random = randomNumbers(3)
    const text = new TextDecoder().decode(unzipSync(whole)['model.json'])
    const values = ['null', '-1', '0', '1e99', '"x"', '[]', '{}', 'true', '[[[]]]', '{"className":"Dense","config":{}}']
    let refused = 0
    for (let index = 0; index < 1000; index++) {
      const places = [...text.matchAll(/(?<=: )("[^"]*"|-?\d+(\.\d+)?|true|false|null)/g)]
      const place = places[random(places.length)]!
      const changed = text.slice(0, place.index) + values[random(values.length)]! + text.slice(place.index + place[0].length)
      try {
        await loadModel(repacked('model.json', new TextEncoder().encode(changed)))
      } catch (error) {
        if (!(error instanceof NeuriteError)) throw error
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(500)
  })

  test('tensors of other shapes, types and numbers', async () => {
    const named = decodeSafetensors({ call: 'loadModel', file: 'w' }, unzipSync(whole)['weights.safetensors']!)
    const [first, ...rest] = named
    const [name, { shape, bits }] = first!
    const other = (tensor: (typeof named)[number]): Promise<unknown> =>
      loadModel(repacked('weights.safetensors', encodeSafetensors([tensor, ...rest])))
    await expect(other([name, { dtype: 'float32', shape: [...shape].reverse(), bits }])).rejects.toThrow(
      'loadModel: a/kernel in the file is float32 [3, 2], net/a/kernel of the model is float32 [2, 3]',
    )
    await expect(other([name, { dtype: 'int32', shape, bits: Int32Array.from(bits) }])).rejects.toThrow('is int32 [2, 3]')
    await expect(other(['a/colonel', first![1]])).rejects.toThrow('a/colonel in the file stands where the model has a/kernel')
    await expect(loadModel(repacked('weights.safetensors', encodeSafetensors(rest)))).rejects.toThrow(DataError)
    await expect(loadModel(repacked('optimizer.safetensors', encodeSafetensors(rest)))).rejects.toThrow(DataError)
  })
})
