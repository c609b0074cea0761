/** Products of every form: tiles, rows, chunks of their terms, transposed factors, edges that fill no tile. */
import { webgpu } from '@neurite/backend-webgpu'
import { setBackend, tensor } from '@neurite/core'
import { beforeAll, expect, test } from 'vitest'
import { create } from 'webgpu'

const gpu: GPU = create([])

beforeAll(async () => {
  const adapter = await gpu.requestAdapter()
  if (!adapter) throw new Error('these tests need a GPU adapter: the software one comes with the tests on Linux x64')
  await setBackend(await webgpu({ adapter }))
})

const drawn = (length: number, frequency: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 * frequency) * 2)

/** Elements that are looked at. */
const samples = 400

/** How far the worst of some elements is off, in units of the magnitudes of its terms. */
async function worstOf([batch, rows, columns, terms]: readonly number[], isLeftTurned: boolean, isRightTurned: boolean) {
  const [m, n, k] = [rows!, columns!, terms!]
  const [a, b] = [drawn(batch! * m * k, 1), drawn(batch! * k * n, 2)]
  const left = isLeftTurned ? tensor(a, { shape: [batch!, k, m] }).transpose([0, 2, 1]) : tensor(a, { shape: [batch!, m, k] })
  const right = isRightTurned ? tensor(b, { shape: [batch!, n, k] }).transpose([0, 2, 1]) : tensor(b, { shape: [batch!, k, n] })
  const given = await left.matmul(right).data()
  let worst = 0
  for (let sample = 0; sample < samples; sample++) {
    const at = (sample * 7919) % (batch! * m * n)
    const [matrix, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n]
    let [sum, magnitude] = [0, 0]
    for (let t = 0; t < k; t++) {
      const x = isLeftTurned ? a[(matrix * k + t) * m + i]! : a[(matrix * m + i) * k + t]!
      const y = isRightTurned ? b[(matrix * n + j) * k + t]! : b[(matrix * k + t) * n + j]!
      sum += x * y
      magnitude += Math.abs(x * y)
    }
    worst = Math.max(worst, Math.abs(given[at]! - sum) / (magnitude * 2 ** -23))
  }
  return worst
}

test.each([
  [1, 70, 33, 129],
  [1, 512, 512, 96],
  [1, 32, 128, 784],
  [1, 784, 128, 32],
  [3, 65, 66, 67],
  [1, 8, 300, 1000],
  [1, 1, 500, 700],
  [1, 700, 1, 513],
  [1, 1, 64, 5000],
  [2, 9, 40, 2050],
  [1, 130, 130, 4],
  [40, 64, 64, 64],
])('%i matrices of %i rows and %i columns over %i terms', async (...extents) => {
  for (const isLeftTurned of [false, true]) {
    for (const isRightTurned of [false, true]) expect(await worstOf(extents, isLeftTurned, isRightTurned)).toBeLessThan(16)
  }
})
