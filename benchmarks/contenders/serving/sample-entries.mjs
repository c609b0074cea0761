/** A few entries of a large result, spread over it, so that it can be compared. */

/** @param {ArrayLike<number | bigint>} data */
export const sampleEntries = (data) =>
  Array.from({ length: 64 }, (_, index) => Number(data[Math.floor((index * (data.length - 1)) / 63)]))
