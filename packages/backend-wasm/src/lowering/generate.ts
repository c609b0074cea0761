/** Lowers the primitives that make elements from nothing: constant, iota, randomBits. */
import { type DType, numberToFloat16, sizeOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { type Element, elementOf } from './element.ts'
import { kernel, type Lowering } from './kernel.ts'
import { advance, countedLoop } from './nest.ts'
import { startOf } from './view.ts'

/** A literal as the dtype holds it: by the rules of cast from float64. */
function literal({ type, lowest, highest }: Element, dtype: DType, value: number): number {
  if (dtype === 'float16') return numberToFloat16(value)
  if (dtype === 'bool') return value === 0 ? 0 : 1
  if (type !== 'i32') return value
  return Number.isNaN(value) ? 0 : Math.min(Math.max(Math.trunc(value), lowest), highest)
}

/** Lowering of constant. */
export const constant: Lowering<'constant'> = ({ attributes: { value, dtype } }) =>
  kernel(({ code, results: [out] }) => {
    const element = elementOf(dtype)
    code
      .get(out!.pointer)
      .constant(element.type, literal(element, dtype, value))
      .access(element.store)
  })

/** Lowering of iota. */
export const iota: Lowering<'iota'> = ({ attributes: { shape, dtype, axis } }) =>
  kernel(({ code, results: [out] }) => {
    const element = elementOf(dtype)
    const pointer = startOf(code, out!)
    countedLoop(code, sizeOf(shape.slice(0, axis)), () => {
      countedLoop(code, shape[axis]!, (index) => {
        countedLoop(code, sizeOf(shape.slice(axis + 1)), () => {
          code.get(pointer, index)
          if (element.kind === 'float') code.op(`${element.type}.convert_i32_u`)
          code.access(element.store)
          advance(code, pointer, element.sizeBytes)
        })
      })
    })
  })

const threefryParity = 0x1bd11bda
const threefryRotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const
/** Rounds between two injections of the key; five such groups make the 20 rounds. */
const threefryGroups = 5

/**
 * Threefry-2x32 with 20 rounds: replaces the block in `x` by its cipher under the key words.
 *
 * @source Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"
 */
function emitThreefry(code: FunctionBuilder, key: readonly [Local, Local, Local], [x0, x1]: readonly [Local, Local]): void {
  const inject = (x: Local, word: number, counter: number): void => {
    code
      .get(x, key[word % 3]!)
      .op('i32.add')
      .i32(counter)
      .op('i32.add')
      .set(x)
  }
  inject(x0, 0, 0)
  inject(x1, 1, 0)
  for (let group = 0; group < threefryGroups; group++) {
    for (const rotation of threefryRotations[group % 2]!) {
      code.get(x0, x1).op('i32.add').set(x0)
      code.get(x1).i32(rotation).op('i32.rotl').get(x0).op('i32.xor').set(x1)
    }
    inject(x0, group + 1, 0)
    inject(x1, group + 2, group + 1)
  }
}

/** Lowering of randomBits: block i gives elements 2i and 2i + 1; an odd end drops the last word. */
export const randomBits: Lowering<'randomBits'> = ({ attributes: { shape } }) =>
  kernel(({ code, operands: [keyWords], results: [out] }) => {
    const count = sizeOf(shape)
    const key = [code.local('i32'), code.local('i32'), code.local('i32')] as const
    const block = [code.local('i32'), code.local('i32')] as const
    const pointer = startOf(code, out!)
    code.get(keyWords!.pointer).access('i32.load', 0).set(key[0])
    code.get(keyWords!.pointer).access('i32.load', 4).set(key[1])
    code.get(key[0], key[1]).op('i32.xor').i32(threefryParity).op('i32.xor').set(key[2])
    const encipher = (): void => emitThreefry(code, key, block)
    countedLoop(code, Math.floor(count / 2), (index) => {
      code.get(index).set(block[0]).i32(0).set(block[1])
      encipher()
      code.get(pointer, block[0]).access('i32.store', 0)
      code.get(pointer, block[1]).access('i32.store', 4)
      advance(code, pointer, 8)
    })
    if (count % 2 === 0) return
    code
      .i32(Math.floor(count / 2))
      .set(block[0])
      .i32(0)
      .set(block[1])
    encipher()
    code.get(pointer, block[0]).access('i32.store')
  })
