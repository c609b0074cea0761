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

/** How words of 32 bits are held and computed with: those of four blocks side by side, or one by one. */
const arithmetics = {
  vectors: {
    type: 'v128',
    load: 'v128.load32_splat',
    add: 'i32x4.add',
    xor: 'v128.xor',
    or: 'v128.or',
    shiftLeft: 'i32x4.shl',
    shiftRight: 'i32x4.shr_u',
    literal: (code: FunctionBuilder, value: number) => code.i32x4(value, value, value, value),
  },
  scalars: {
    type: 'i32',
    load: 'i32.load',
    add: 'i32.add',
    xor: 'i32.xor',
    or: 'i32.or',
    shiftLeft: 'i32.shl',
    shiftRight: 'i32.shr_u',
    literal: (code: FunctionBuilder, value: number) => code.i32(value),
  },
} as const

type Arithmetic = (typeof arithmetics)[keyof typeof arithmetics]

/**
 * Threefry-2x32 with 20 rounds: replaces the blocks in `x` by their ciphers under the key words.
 *
 * @source Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"
 */
function emitThreefry(
  code: FunctionBuilder,
  { add, xor, or, shiftLeft, shiftRight, literal }: Arithmetic,
  key: Key,
  [x0, x1]: readonly [Local, Local],
): void {
  const inject = (x: Local, word: number, counter: number): void => {
    code.get(x, key[word % 3]!).op(add)
    if (counter > 0) literal(code, counter).op(add)
    code.set(x)
  }
  inject(x0, 0, 0)
  inject(x1, 1, 0)
  for (let group = 0; group < threefryGroups; group++) {
    for (const rotation of threefryRotations[group % 2]!) {
      code.get(x0, x1).op(add).set(x0)
      code.get(x1).i32(rotation).op(shiftLeft).get(x1)
      code
        .i32(32 - rotation)
        .op(shiftRight, or)
        .get(x0)
        .op(xor)
        .set(x1)
    }
    inject(x0, group + 1, 0)
    inject(x1, group + 2, group + 1)
  }
}

/** Leaves the key's words in locals. */
function loadKey(code: FunctionBuilder, { type, load, xor, literal }: Arithmetic, pointer: Local): Key {
  const key = [code.local(type), code.local(type), code.local(type)] as const
  code.get(pointer).access(load, 0).set(key[0])
  code.get(pointer).access(load, 4).set(key[1])
  literal(code.get(key[0], key[1]).op(xor), threefryParity).op(xor).set(key[2])
  return key
}

/** Blocks that are computed at once, and the words that they give. */
const blocks = 4
const words = 2 * blocks
const wordBytes = 4
/** Elementary operations that a word takes. */
const wordOperations = 60

/** Computes the words of four blocks from `index` on; what is returned stores the first `size` of them. */
type EmitBlocks = (code: FunctionBuilder, key: Key, index: Local) => (pointer: Local, size: number) => void

const emitVectors: EmitBlocks = (code, key, index) => {
  const [x0, x1, last] = [code.local('v128'), code.local('v128'), code.local('v128')]
  code.get(index).op('i32x4.splat').i32x4(0, 1, 2, 3).op('i32x4.add').set(x0)
  code.i32x4(0, 0, 0, 0).set(x1)
  emitThreefry(code, arithmetics.vectors, key, [x0, x1])
  code.get(x0, x1).shuffle(2, 6, 3, 7).set(last)
  code.get(x0, x1).shuffle(0, 4, 1, 5).set(x0)
  return (pointer, size) => {
    if (size === words) code.get(pointer, x0).access('v128.store').get(pointer, last).access('v128.store', 16)
    else {
      for (let word = 0; word < size; word++) {
        code.get(pointer, word < 4 ? x0 : last).laneAccess('v128.store32_lane', word % 4, word * wordBytes)
      }
    }
  }
}

const emitScalars: EmitBlocks = (code, key, index) => {
  const pairs = Array.from({ length: blocks }, () => [code.local('i32'), code.local('i32')] as const)
  pairs.forEach(([x0, x1], block) => {
    code.get(index).i32(block).op('i32.add').set(x0).i32(0).set(x1)
    emitThreefry(code, arithmetics.scalars, key, [x0, x1])
  })
  return (pointer, size) => {
    const stored = pairs.flat().slice(0, size)
    stored.forEach((word, i) => code.get(pointer, word).access('i32.store', i * wordBytes))
  }
}

/** Lowering of randomBits: block i gives elements 2i and 2i + 1; the end drops the words that are too many. */
export const randomBits: Lowering<'randomBits'> = ({ attributes: { shape } }) => {
  const count = sizeOf(shape)
  const groups = Math.ceil(count / words)
  const cut = cutOf([groups], words * wordOperations)
  return kernel((frame) => {
    if (count === 0) return
    const { code, operands, results } = frame
    const key = loadKey(code, arithmetics[code.hasVectors ? 'vectors' : 'scalars'], operands[0]!.pointer)
    const emitBlocks = code.hasVectors ? emitVectors : emitScalars
    const [pointer, index] = [startOf(code, results[0]!), code.local('i32')]
    const walks = [
      { pointer, strides: [words * wordBytes] },
      { pointer: index, strides: [blocks] },
    ]
    const rest = count % words
    code.i32(0).set(index)
    overParts(frame, cut, [groups], walks, () => {
      const store = emitBlocks(code, key, index)
      if (rest === 0) return store(pointer, words)
      code
        .get(index)
        .i32((groups - 1) * blocks)
        .op('i32.lt_u')
      code.branch(
        undefined,
        () => store(pointer, words),
        () => store(pointer, rest),
      )
    })
  }, partsOf(cut))
}
