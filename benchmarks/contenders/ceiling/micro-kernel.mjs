/**
 * The micro-kernel of a matrix product, as bytes of a WebAssembly module: 4 rows by 8 columns of sums in registers, operands packed.
 *
 * At each term it loads 8 numbers of the right operand and 4 of the left, spread over lanes, and adds 32 products: 64 floating-point
 * operations for 3 times 16 bytes. Addresses are bumped at each term: V8 12 and older hoists loads out of unrolled loops, and spills.
 */

/** @typedef {readonly number[]} Bytes */

export const rows = 4
export const columns = 8
/** Terms of each sum: 12 KiB of operands, which every first-level cache holds. */
export const terms = 256

/** Where things are in memory, in bytes. */
const [leftBytes, rightBytes] = [4 * rows * terms, 4 * columns * terms]
export const places = { left: 0, right: leftBytes, sums: leftBytes + rightBytes }

/** An unsigned LEB128. @param {number} value @returns {Bytes} */
const unsigned = (value) => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)])

/** A signed LEB128 of a number that is not negative. @param {number} value @returns {Bytes} */
const signed = (value) => (value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)])

/** @param {readonly Bytes[]} items */
const vector = (items) => [...unsigned(items.length), ...items.flat()]
/** @param {number} id @param {readonly Bytes[]} items */
const section = (id, items) => [id, ...unsigned(vector(items).length), ...vector(items)]
/** @param {string} text */
const name = (text) => [...unsigned(text.length), ...Buffer.from(text)]
/** @param {Bytes} bytes */
const sized = (bytes) => [...unsigned(bytes.length), ...bytes]

const [i32, v128, empty, funcType] = [0x7f, 0x7b, 0x40, 0x60]
const end = 0x0b
/** @param {number} value */
const constant = (value) => [0x41, ...signed(value)]
/** @param {number} local */
const get = (local) => [0x20, ...unsigned(local)]
/** @param {number} local */
const set = (local) => [0x21, ...unsigned(local)]
/** @param {number} local */
const tee = (local) => [0x22, ...unsigned(local)]
/** @param {number} opcode @param {number} offsetBytes */
const access = (opcode, offsetBytes) => [0xfd, opcode, 2, ...unsigned(offsetBytes)]
const [load, loadSplat, store] = [0x00, 0x09, 0x0b]
/** @param {number} opcode */
const simd = (opcode) => [0xfd, ...unsigned(opcode)]
const [add, multiply, multiplyAdd] = [simd(0xe4), simd(0xe6), simd(0x105)]
const [addInteger, subtractInteger, drop, branchIf, callTile] = [[0x6a], [0x6b], [0x1a], [0x0d, 0], [0x10, 0]]

/** Instructions in a row. @param {readonly Bytes[]} parts */
const code = (...parts) => parts.flat()
/** Runs again while what `body` leaves is not zero. @param {Bytes} body */
const loop = (body) => [0x03, empty, ...body, ...branchIf, end]
/** Adds to a local and leaves it. @param {number} local @param {number} step */
const bump = (local, step) => code(get(local), constant(step), addInteger, tee(local))

/** One tile: sums of all terms, stored. @param {boolean} isFused @returns {Bytes} its body */
function tile(isFused) {
  const [left, right, leftVector, rightVectors, firstSum] = [0, 1, 2, [3, 4], 5]
  const addProduct = (/** @type {number} */ sum, /** @type {number} */ rightVector) => {
    const operands = code(get(leftVector), get(rightVector))
    return isFused ? code(operands, get(sum), multiplyAdd, set(sum)) : code(get(sum), operands, multiply, add, set(sum))
  }
  const row = (/** @type {number} */ index) =>
    code(
      get(left),
      access(loadSplat, 4 * index),
      set(leftVector),
      ...rightVectors.map((rightVector, half) => addProduct(firstSum + 2 * index + half, rightVector)),
    )
  const term = code(
    ...rightVectors.map((rightVector, half) => code(get(right), access(load, 16 * half), set(rightVector))),
    ...Array.from({ length: rows }, (_, index) => row(index)),
    bump(right, 4 * columns),
    drop,
    // The left operand begins at 0, and ends where the right one begins.
    bump(left, 4 * rows),
    constant(places.right),
    subtractInteger,
  )
  const stores = Array.from({ length: 2 * rows }, (_, index) =>
    code(constant(places.sums), get(firstSum + index), access(store, 16 * index)),
  )
  const locals = vector([[...unsigned(1 + 2 + 2 * rows), v128]])
  return code(locals, loop(term), ...stores, [end])
}

/** Makes a tile as often as its parameter says, at least once. @returns {Bytes} its body */
function repeated() {
  const count = 0
  const once = code(constant(places.left), constant(places.right), callTile)
  return code(vector([]), loop(code(once, get(count), constant(1), subtractInteger, tee(count))), [end])
}

/**
 * @param {boolean} isFused - multiplies and adds in one instruction of relaxed SIMD, where the engine takes it
 * @returns {Uint8Array<ArrayBuffer>} a module that exports `memory` and `run(count)`
 */
export const microKernelModule = (isFused) =>
  Uint8Array.from(
    code(
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [
        [funcType, ...vector([[i32], [i32]]), ...vector([])],
        [funcType, ...vector([[i32]]), ...vector([])],
      ]),
      section(3, [[0], [1]]),
      section(5, [[0x00, 1]]),
      section(7, [
        [...name('memory'), 2, 0],
        [...name('run'), 0, 1],
      ]),
      section(10, [sized(tile(isFused)), sized(repeated())]),
    ),
  )
