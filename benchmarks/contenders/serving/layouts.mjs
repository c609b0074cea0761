/** Weights of a convolutional model for engines that put channels before rows and columns. */

/** @typedef {{ readonly name: string, readonly data: ArrayLike<number>, readonly shape: readonly number[] }} Weight */
/** @typedef {{ readonly name: string, readonly data: Float32Array, readonly shape: readonly number[] }} Arranged */

/**
 * @param {Weight} weight
 * @param {readonly number[]} axes - which axis each axis of the result was
 * @returns {Arranged}
 */
export function transposed({ name, data, shape }, axes) {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1))
  const arranged = axes.map((axis) => ({ extent: shape[axis] ?? 1, stride: strides[axis] ?? 0 }))
  /** @type {number[]} */
  let offsets = [0]
  for (const { extent, stride } of arranged)
    offsets = offsets.flatMap((offset) => Array.from({ length: extent }, (_, index) => offset + index * stride))
  return {
    name,
    data: Float32Array.from(offsets, (offset) => data[offset] ?? NaN),
    shape: arranged.map(({ extent }) => extent),
  }
}

/** Rows, columns and channels that reach the last layer of the convolutional model. */
const flattened = [5, 5, 64]

/**
 * Kernels [rows, columns, in, out] become [out, in, rows, columns]; the rows of the dense kernel follow the new order of its inputs.
 *
 * @param {readonly Weight[]} weights
 * @returns {Arranged[]}
 */
export const channelsFirst = (weights) =>
  weights.map((weight) => {
    if (weight.shape.length === 4) return transposed(weight, [3, 2, 0, 1])
    if (weight.shape.length !== 2) return { ...weight, data: Float32Array.from(weight.data) }
    const units = weight.shape[1] ?? 1
    return { ...transposed({ ...weight, shape: [...flattened, units] }, [2, 0, 1, 3]), shape: weight.shape }
  })
