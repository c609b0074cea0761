/** Memory: allocate, write, read, free. */
import type { Backend, BufferSlice } from '@neurite/core'
import { casesOf, type ConformanceCase } from '../suite/conformance-case.ts'
import { ensure, ensureFails, ensureSame } from '../suite/expectations.ts'

/** Sizes that no alignment divides, and nothing at all. */
const sizes = [4, 1, 3, 0, 64, 257, 4096, 2] as const

const bytesType = (length: number) => ({ dtype: 'uint8', shape: [length] }) as const

const readBytes = async (backend: Backend, slice: BufferSlice): Promise<Uint8Array> => new Uint8Array(await backend.read(slice))

/** Bytes that differ from one pattern to the next. */
const pattern = (seed: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (seed * 37 + i * 11 + 1) % 251)

async function withSlices(
  backend: Backend,
  sizesBytes: readonly number[],
  fn: (slices: readonly BufferSlice[]) => Promise<void>,
): Promise<void> {
  const slices = backend.allocate(sizesBytes)
  try {
    await fn(slices)
  } finally {
    backend.free(slices)
  }
}

async function ensureBytes(what: string, backend: Backend, slice: BufferSlice, expected: Uint8Array): Promise<void> {
  ensureSame(what, bytesType(expected.length), await readBytes(backend, slice), expected)
}

export const memoryCases: readonly ConformanceCase[] = casesOf('memory', {
  'allocate gives one slice per size, aligned': ({ backend }) =>
    withSlices(backend, sizes, async (slices) => {
      ensure(slices.length === sizes.length, `expected ${sizes.length} slices, got ${slices.length}`)
      slices.forEach(({ sizeBytes, offsetBytes }, index) => {
        ensure(sizeBytes === sizes[index], `slice ${index} has ${sizeBytes} bytes, asked for ${sizes[index]}`)
        const { alignmentBytes } = backend.capabilities
        ensure(offsetBytes % alignmentBytes === 0, `slice ${index} starts at ${offsetBytes}, no multiple of ${alignmentBytes}`)
      })
    }),

  'allocate gives zeros': ({ backend }) =>
    withSlices(backend, sizes, async (slices) => {
      for (const [index, slice] of slices.entries())
        await ensureBytes(`slice ${index}`, backend, slice, new Uint8Array(sizes[index]!))
    }),

  'allocate gives zeros where something was freed': async ({ backend }) => {
    for (let round = 0; round < 3; round++) {
      await withSlices(backend, sizes, async (slices) => {
        for (const [index, slice] of slices.entries()) {
          await ensureBytes(`slice ${index} in round ${round}`, backend, slice, new Uint8Array(sizes[index]!))
          backend.write(slice, new Uint8Array(sizes[index]!).fill(255))
        }
      })
    }
  },

  'slices are disjoint': ({ backend }) =>
    withSlices(backend, sizes, async (slices) => {
      slices.forEach((slice, index) => backend.write(slice, pattern(index, slice.sizeBytes)))
      for (const [index, slice] of slices.entries())
        await ensureBytes(`slice ${index}`, backend, slice, pattern(index, slice.sizeBytes))
    }),

  'allocate of nothing gives nothing': async ({ backend }) => {
    ensure(backend.allocate([]).length === 0, 'expected no slices')
    backend.free([])
  },

  'write takes a view into a larger buffer': ({ backend }) =>
    withSlices(backend, [8], async ([slice]) => {
      backend.write(slice!, Float32Array.of(9, 1, 2, 9).subarray(1, 3))
      await ensureBytes('the slice', backend, slice!, new Uint8Array(Float32Array.of(1, 2).buffer))
    }),

  'write copies: changing the data afterwards changes nothing': ({ backend }) =>
    withSlices(backend, [5], async ([slice]) => {
      const data = pattern(1, 5)
      backend.write(slice!, data)
      data.fill(0)
      await ensureBytes('the slice', backend, slice!, pattern(1, 5))
    }),

  'write of more bytes than the slice has is refused, and harms no neighbour': ({ backend }) =>
    withSlices(backend, [4, 4], async (slices) => {
      for (const slice of slices) await ensureFails('write', () => backend.write(slice, new Uint8Array(512).fill(1)))
      for (const [index, slice] of slices.entries()) await ensureBytes(`slice ${index}`, backend, slice, new Uint8Array(4))
    }),

  'read returns a copy': ({ backend }) =>
    withSlices(backend, [6], async ([slice]) => {
      backend.write(slice!, pattern(1, 6))
      const first = await readBytes(backend, slice!)
      const second = await readBytes(backend, slice!)
      first.fill(0)
      ensureSame('a read before the change', bytesType(6), second, pattern(1, 6))
      await ensureBytes('a read after the change', backend, slice!, pattern(1, 6))
    }),

  'read gives exactly the bytes of the slice': ({ backend }) =>
    withSlices(backend, sizes, async (slices) => {
      for (const [index, slice] of slices.entries()) {
        const { byteLength } = await backend.read(slice)
        ensure(byteLength === sizes[index], `read of ${sizes[index]} bytes gave ${byteLength}`)
      }
    }),

  'readSync, where there is one, equals read': ({ backend }) =>
    withSlices(backend, [10], async ([slice]) => {
      backend.write(slice!, pattern(3, 10))
      if (!backend.readSync) return
      const bytes = new Uint8Array(backend.readSync(slice!))
      ensureSame('readSync', bytesType(10), bytes, pattern(3, 10))
      bytes.fill(0)
      await ensureBytes('a read after readSync', backend, slice!, pattern(3, 10))
    }),

  'a part of a slice can be written and read': ({ backend }) => {
    const step = Math.max(4, backend.capabilities.alignmentBytes)
    return withSlices(backend, [4 * step], async ([slice]) => {
      const part = { ...slice!, offsetBytes: slice!.offsetBytes + step, sizeBytes: step }
      backend.write(part, pattern(2, step))
      await ensureBytes('the part', backend, part, pattern(2, step))
      const expected = new Uint8Array(4 * step)
      expected.set(pattern(2, step), step)
      await ensureBytes('the whole', backend, slice!, expected)
    })
  },

  'read sees what stood there at the time of the call': ({ backend }) =>
    withSlices(backend, [4], async ([slice]) => {
      backend.write(slice!, Uint8Array.of(1, 2, 3, 4))
      const before = backend.read(slice!)
      backend.write(slice!, Uint8Array.of(5, 6, 7, 8))
      const after = backend.read(slice!)
      ensureSame('the read before the write', bytesType(4), new Uint8Array(await before), Uint8Array.of(1, 2, 3, 4))
      ensureSame('the read after the write', bytesType(4), new Uint8Array(await after), Uint8Array.of(5, 6, 7, 8))
    }),

  'free and reuse leave other slices alone': async ({ backend }) => {
    const kept: { readonly slice: BufferSlice; readonly seed: number }[] = []
    const doomed: BufferSlice[] = []
    for (let i = 0; i < 60; i++) {
      const [slice] = backend.allocate([sizes[i % sizes.length]! + i])
      backend.write(slice!, pattern(i, slice!.sizeBytes))
      if (i % 3 === 0) kept.push({ slice: slice!, seed: i })
      else doomed.push(slice!)
      if (i % 7 === 6) backend.free(doomed.splice(0, 3))
    }
    for (const { slice, seed } of kept) await ensureBytes(`slice ${seed}`, backend, slice, pattern(seed, slice.sizeBytes))
    backend.free([...doomed, ...kept.map(({ slice }) => slice)])
  },

  'slices of one group can be freed one by one': async ({ backend }) => {
    const slices = backend.allocate([16, 16, 16])
    slices.forEach((slice, index) => backend.write(slice, pattern(index, 16)))
    backend.free([slices[1]!])
    const [other] = backend.allocate([16])
    backend.write(other!, new Uint8Array(16).fill(255))
    for (const index of [0, 2]) await ensureBytes(`slice ${index}`, backend, slices[index]!, pattern(index, 16))
    backend.free([slices[0]!, slices[2]!, other!])
  },

  'a negative or fractional size, and one beyond the limit, are refused': async ({ backend }) => {
    for (const size of [-1, 1.5, Number.NaN, backend.capabilities.maxBufferBytes + 1]) {
      await ensureFails(`allocate([${size}])`, () => backend.allocate([size]))
    }
  },
})
