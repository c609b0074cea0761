/** How much of WebAssembly's SIMD a module may use. */

/** The levels, each with what those before it have. */
export const simdLevels = ['none', 'plain', 'relaxed'] as const

/**
 * - `none`: scalar instructions alone.
 * - `plain`: 128-bit vectors, which round alike on every machine.
 * - `relaxed`: products are added to sums by one instruction, which rounds once or twice as the machine does it faster.
 */
export type SimdLevel = (typeof simdLevels)[number]
