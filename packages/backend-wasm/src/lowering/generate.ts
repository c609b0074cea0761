/** Lowers randomBits. */
import { sizeOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { kernel, type Lowering } from './kernel.ts'
import { cutOf, overParts, partsOf } from './parts.ts'
import { startOf } from './view.ts'

const threefryParity = 0x1bd11bda
const threefryRotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const
/** Rounds between two injections of the key; five such groups make the 20 rounds. */
const threefryGroups = 5

type Key = readonly [Local, Local, Local]

/**
 * Threefry-2x32 with 20 rounds, on four blocks side by side: replaces those in `x` by their ciphers under the key words.
 *
 * @source Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"
 */
function emitThreefry(code: FunctionBuilder, key: Key, [x0, x1]: readonly [Local, Local]): void {
  const inject = (x: Local, word: number, counter: number): void => {
    code.get(x, key[word % 3]!).op('i32x4.add')
    if (counter > 0) code.i32x4(counter, counter, counter, counter).op('i32x4.add')
    code.set(x)
  }
  inject(x0, 0, 0)
  inject(x1, 1, 0)
  for (let group = 0; group < threefryGroups; group++) {
    for (const rotation of threefryRotations[group % 2]!) {
      code.get(x0, x1).op('i32x4.add').set(x0)
      code.get(x1).i32(rotation).op('i32x4.shl').get(x1)
      code
        .i32(32 - rotation)
        .op('i32x4.shr_u', 'v128.or')
        .get(x0)
        .op('v128.xor')
        .set(x1)
    }
    inject(x0, group + 1, 0)
    inject(x1, group + 2, group + 1)
  }
}

/** Leaves the key's words, each in every lane, in locals. */
function loadKey(code: FunctionBuilder, pointer: Local): Key {
  const key = [code.local('v128'), code.local('v128'), code.local('v128')] as const
  code.get(pointer).access('v128.load32_splat', 0).set(key[0])
  code.get(pointer).access('v128.load32_splat', 4).set(key[1])
  const parity = [threefryParity, threefryParity, threefryParity, threefryParity] as const
  code
    .get(key[0], key[1])
    .op('v128.xor')
    .i32x4(...parity)
    .op('v128.xor')
    .set(key[2])
  return key
}

/** Blocks that are computed at once, and the words that they give. */
const blocks = 4
const words = 2 * blocks
const wordBytes = 4
/** Elementary operations that a word takes. */
const wordOperations = 60

/** Leaves in locals the words of four blocks from `index` on: the first four and the last four. */
function emitBlocks(code: FunctionBuilder, key: Key, index: Local, x: readonly [Local, Local]): void {
  code.get(index).op('i32x4.splat').i32x4(0, 1, 2, 3).op('i32x4.add').set(x[0])
  code.i32x4(0, 0, 0, 0).set(x[1])
  emitThreefry(code, key, x)
  const last = code.local('v128')
  code.get(x[0], x[1]).shuffle(2, 6, 3, 7).set(last)
  code.get(x[0], x[1]).shuffle(0, 4, 1, 5).set(x[0])
  code.get(last).set(x[1])
}

/** Lowering of randomBits: block i gives elements 2i and 2i + 1; the end drops the words that are too many. */
export const randomBits: Lowering<'randomBits'> = ({ attributes: { shape } }) => {
  const count = sizeOf(shape)
  const groups = Math.ceil(count / words)
  const cut = cutOf([groups], words * wordOperations)
  return kernel((frame) => {
    if (count === 0) return
    const { code, operands, results } = frame
    const key = loadKey(code, operands[0]!.pointer)
    const x = [code.local('v128'), code.local('v128')] as const
    const [pointer, index] = [startOf(code, results[0]!), code.local('i32')]
    const walks = [
      { pointer, strides: [words * wordBytes] },
      { pointer: index, strides: [blocks] },
    ]
    const store = (size: number): void => {
      if (size === words) code.get(pointer, x[0]).access('v128.store').get(pointer, x[1]).access('v128.store', 16)
      else for (let word = 0; word < size; word++) storeWord(code, pointer, x[Math.floor(word / 4)]!, word)
    }
    const rest = count % words
    code.i32(0).set(index)
    overParts(frame, cut, [groups], walks, () => {
      emitBlocks(code, key, index, x)
      if (rest === 0) return store(words)
      code
        .get(index)
        .i32((groups - 1) * blocks)
        .op('i32.lt_u')
      code.branch(
        undefined,
        () => store(words),
        () => store(rest),
      )
    })
  }, partsOf(cut))
}

function storeWord(code: FunctionBuilder, pointer: Local, vector: Local, word: number): void {
  code.get(pointer, vector).laneAccess('v128.store32_lane', word % 4, word * wordBytes)
}
