/** Where rows are run: on the reference in both precisions, and on wasm. */
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { type Backend, type DType, setBackend, tensor, type Tensor } from '@neurite/core'
import { afterAll, beforeAll, describe } from 'vitest'
import { type GoldenTensor, numbersOf } from '../golden-file.ts'

/** Makes the tensors of rows: float ones in the dtype that is tested. */
export interface Session {
  readonly dtype: DType
  readonly tensorOf: (golden: GoldenTensor) => Tensor
}

const places: readonly { readonly name: string; readonly create: () => Backend; readonly dtype: DType }[] = [
  { name: 'cpu', create: cpu, dtype: 'float32' },
  { name: 'cpu', create: cpu, dtype: 'float64' },
  { name: 'wasm', create: wasm, dtype: 'float32' },
]

/** Describes rows on every backend. */
export function onBackends(name: string, tests: (session: Session) => void): void {
  describe.each(places)(`${name} on $name in $dtype`, ({ create, dtype }) => {
    let backend: Backend | undefined
    beforeAll(async () => {
      backend = await setBackend(create())
    })
    afterAll(() => backend?.dispose())
    const tensorOf = (golden: GoldenTensor): Tensor =>
      tensor(numbersOf(golden), { shape: golden.shape, dtype: golden.dtype ?? dtype })
    tests({ dtype, tensorOf })
  })
}

/** A title for a row: its class and options. */
export const titleOf = (row: {
  readonly class: string
  readonly config: object
  readonly call?: object
  readonly training?: true
}): string =>
  [row.class, JSON.stringify(row.config), ...(row.training ? ['training'] : []), ...Object.keys(row.call ?? {})].join(' ')
