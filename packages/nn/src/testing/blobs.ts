/** Small problems to train on. */

/** Inputs with their labels. */
export interface Blobs {
  readonly x: number[][]
  readonly y: number[]
}

/** `count` points in the plane around `classes` centres on a circle; always the same. */
export function blobs(count: number, classes = 3): Blobs {
  const y = Array.from({ length: count }, (_, i) => (i * 7) % classes)
  const x = y.map((label, i) => {
    const angle = (2 * Math.PI * label) / classes
    return [Math.cos(angle) + 0.3 * Math.sin(i * 12.9898), Math.sin(angle) + 0.3 * Math.sin(i * 78.233)]
  })
  return { x, y }
}
