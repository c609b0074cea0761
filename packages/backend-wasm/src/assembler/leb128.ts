/** LEB128: the variable-length integers of the WebAssembly binary format. */

/** The bytes of an unsigned integer below 2^32. */
export function unsignedLeb128(value: number): number[] {
  const bytes: number[] = []
  let rest = value >>> 0
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
  return bytes
}

/** The bytes of a 32-bit integer, taken as signed: 2^32 - 1 and -1 are the same constant. */
export function signedLeb128(value: number): number[] {
  const bytes: number[] = []
  let rest = value | 0
  // The last byte's bit 6 is the sign, so stop only when what is left is nothing but that sign.
  while (rest < -0x40 || rest > 0x3f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>= 7
  }
  bytes.push(rest & 0x7f)
  return bytes
}
