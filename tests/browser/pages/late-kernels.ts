/** Asks for kernels that pages load late. */
import { wasm } from '@neurite/backend-wasm'
import { Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Sequential, setBackend, setRandomSeed, tensor } from 'neurite'
import { checksumOfWeights, drawn } from './train.ts'

/** Trains a small convolutional network with dropout; the same weights each time. */
export async function trainCnn(): Promise<number> {
  const backend = await setBackend(wasm({ simd: 'plain', threads: 1 }))
  setRandomSeed(0)
  const samples = 48
  const x = tensor(drawn(samples * 196), { shape: [samples, 14, 14, 1] })
  const y = tensor(Int32Array.from({ length: samples }, (_, i) => i % 10))
  const model = new Sequential([
    new Conv2D(4, 3, { activation: 'relu', padding: 'same', inputShape: [14, 14, 1] }),
    new MaxPooling2D(2),
    new Flatten(),
    new Dropout(0.25),
    new Dense(10, { activation: 'softmax' }),
  ])
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] })
  await model.fit(x, y, { epochs: 2, batchSize: 20, verbose: 0 })
  const checksum = await checksumOfWeights(model)
  await backend.dispose()
  return checksum
}

/** What became of reading without waiting. */
export interface SyncReads {
  /** A sum: every page has its kernel at once. */
  readonly sum: number
  /** What the first read of a rare kernel's result threw; undefined where it went through. */
  readonly refusal: string | undefined
  /** The same, once another result of its kind was awaited. */
  readonly cosine: number
}

/** Reads results without waiting. */
export async function readSync(): Promise<SyncReads> {
  const backend = await setBackend(wasm({ threads: 1 }))
  const [sum] = tensor([1]).add(1).dataSync()
  let refusal: string | undefined
  try {
    tensor([0]).cos().dataSync()
  } catch (error) {
    refusal = String(error)
  }
  await tensor([0]).sin().data()
  const [cosine] = tensor([0]).cos().dataSync()
  await backend.dispose()
  return { sum: sum!, refusal, cosine: cosine! }
}

/** What `compileSync` throws while the kernels of a program are still to be loaded. */
export async function compileLateSync(): Promise<string | undefined> {
  const backend = wasm({ threads: 1 })
  const type = { dtype: 'float32', shape: [1] } as const
  const program = {
    graph: {
      values: [type, type],
      parameters: 1,
      nodes: [{ primitive: 'cos', attributes: {}, operands: [0], results: [1] } as const],
      results: [1],
    },
    bindings: [
      { role: 'input', type },
      { role: 'output', type },
    ],
  } as const
  try {
    backend.compileSync?.(program).dispose()
    return undefined
  } catch (error) {
    return String(error)
  } finally {
    await backend.dispose()
  }
}
