/** Single kernels of ours: what they compute, on what, and how much work that is. A row per kernel. */

/** @typedef {import('../../packages/neurite/dist/index.js').Tensor} Tensor */
/** @typedef {typeof import('../contenders/neurite/packages.mjs').neurite} Neurite */
/**
 * @typedef {object} Kernel
 * @property {string} name
 * @property {readonly (readonly number[])[]} shapes - of the operands, float32
 * @property {(neurite: Neurite, ...operands: Tensor[]) => Tensor | Tensor[]} compute
 * @property {number} work - per run: floating-point operations, or bytes that have to be read and written
 * @property {'GFLOP' | 'GB'} unit - which of the two
 */

/** @param {readonly number[]} shape */
const sizeOf = (shape) => shape.reduce((product, extent) => product * extent, 1)
/** Bytes of operands and results. @param {readonly (readonly number[])[]} shapes */
const bytesOf = (...shapes) => shapes.reduce((sum, shape) => sum + 4 * sizeOf(shape), 0)

/** `T`: the operand is stored transposed. @type {(m: number, n: number, k: number, sides: string) => Kernel} */
const product = (m, n, k, sides) => ({
  name: `matmul ${m}x${k} ${k}x${n} ${sides}`,
  shapes: [sides[0] === 'T' ? [k, m] : [m, k], sides[1] === 'T' ? [n, k] : [k, n]],
  compute: (_, a, b) => {
    if (!a || !b) throw new Error('internal: two operands')
    return (sides[0] === 'T' ? a.transpose() : a).matmul(sides[1] === 'T' ? b.transpose() : b)
  },
  work: 2 * m * n * k,
  unit: 'GFLOP',
})

/** Scores and mixtures of attention: products per head. @type {(heads: number, positions: number, width: number) => Kernel[]} */
const attention = (heads, positions, width) => {
  const vectors = [heads, positions, width]
  const shared = { work: 2 * heads * positions ** 2 * width, unit: /** @type {const} */ ('GFLOP') }
  return [
    {
      ...shared,
      name: `attention scores ${vectors.join('x')}`,
      shapes: [vectors, vectors],
      compute: (_, query, key) => two(query, key, (a, b) => a.matmul(b.transpose([0, 2, 1]))),
    },
    {
      ...shared,
      name: `attention mixtures ${vectors.join('x')}`,
      shapes: [[heads, positions, positions], vectors],
      compute: (_, scores, value) => two(scores, value, (a, b) => a.matmul(b)),
    },
  ]
}

/**
 * @param {Tensor | undefined} a
 * @param {Tensor | undefined} b
 * @param {(a: Tensor, b: Tensor) => Tensor | Tensor[]} compute
 */
function two(a, b, compute) {
  if (!a || !b) throw new Error('internal: two operands')
  return compute(a, b)
}

/** @param {Tensor | undefined} x */
function one(x) {
  if (!x) throw new Error('internal: an operand')
  return x
}

/** A convolution and both of its gradients. @type {(batch: number, side: number, inputs: number, outputs: number, reach: number) => Kernel[]} */
const convolution = (batch, side, inputs, outputs, reach) => {
  const [x, kernel] = [
    [batch, side, side, inputs],
    [reach, reach, inputs, outputs],
  ]
  const result = [batch, side - reach + 1, side - reach + 1, outputs]
  const shared = { work: 2 * sizeOf(result) * reach * reach * inputs, unit: /** @type {const} */ ('GFLOP') }
  const name = `${batch}x${side}x${side}x${inputs} ${reach}x${reach} ${outputs}`
  return [
    { ...shared, name: `conv ${name}`, shapes: [x, kernel], compute: ({ conv }, a, b) => two(a, b, (in_, k) => conv(in_, k)) },
    {
      ...shared,
      name: `conv input gradient ${name}`,
      shapes: [x, kernel, result],
      compute: ({ conv, vjp }, a, b, g) =>
        two(b, g, (k, up) => vjp((/** @type {Tensor} */ in_) => conv(in_, k), one(a)).pullback(up)),
    },
    {
      ...shared,
      name: `conv filter gradient ${name}`,
      shapes: [x, kernel, result],
      compute: ({ conv, vjp }, a, b, g) =>
        two(a, g, (in_, up) => vjp((/** @type {Tensor} */ k) => conv(in_, k), one(b)).pullback(up)),
    },
  ]
}

/** Something over the last axis, its result as large or one number per row. */
const rowWise =
  /** @type {(name: string, shape: number[], compute: (neurite: Neurite, x: Tensor) => Tensor, results?: number[]) => Kernel} */ (
    (name, shape, compute, results = shape) => ({
      name: `${name} ${shape.join('x')}`,
      shapes: [shape],
      compute: (neurite, x) => compute(neurite, one(x)),
      work: bytesOf(shape, results),
      unit: 'GB',
    })
  )

/** The gradient of a row-wise function: reads its operand and what comes from above. */
const rowGradient = /** @type {(name: string, shape: number[], of: (neurite: Neurite, x: Tensor) => Tensor) => Kernel} */ (
  (name, shape, of) => ({
    name: `${name} gradient ${shape.join('x')}`,
    shapes: [shape, shape],
    compute: (neurite, x, g) =>
      two(x, g, (a, up) => neurite.vjp((/** @type {Tensor} */ in_) => of(neurite, in_), a).pullback(up)),
    work: bytesOf(shape, shape, shape),
    unit: 'GB',
  })
)

/** @param {Tensor} x */
const layerNorm = (x) => {
  const centred = x.sub(x.mean(-1, { keepDims: true }))
  return centred.mul(centred.square().mean(-1, { keepDims: true }).add(1e-5).rsqrt())
}

const million = [1024, 1024]
/** Fits in the second-level cache of most cores. */
const small = [128, 256]

/** @type {readonly Kernel[]} */
export const kernels = [
  ...['NN', 'NT', 'TN', 'TT'].map((sides) => product(512, 512, 512, sides)),
  ...[127, 255, 1021].map((size) => product(size, size, size, 'NN')),
  product(33, 65, 129, 'NN'),
  // The products of W1: forward, gradients by inputs and by weights.
  ...[32, 128].flatMap((batch) => [
    product(batch, 128, 784, 'NN'),
    product(batch, 10, 128, 'NN'),
    product(batch, 128, 10, 'NT'),
    product(128, 10, batch, 'TN'),
    product(784, 128, batch, 'TN'),
  ]),
  ...attention(64, 64, 32),
  ...convolution(128, 28, 1, 32, 3),
  ...convolution(128, 13, 32, 64, 3),
  ...[million, [32, 10]].flatMap((shape) => [
    rowWise('softmax', shape, ({ softmax }, x) => softmax(x)),
    rowGradient('softmax', shape, ({ softmax }, x) => softmax(x)),
    rowWise('logSumExp', shape, ({ logSumExp }, x) => logSumExp(x), shape.slice(0, 1)),
  ]),
  rowWise('layer norm', [1024, 128], (_, x) => layerNorm(x)),
  rowGradient('layer norm', [1024, 128], (_, x) => layerNorm(x)),
  rowWise('sum of rows', million, (_, x) => x.sum(-1), [1024]),
  rowWise('sum of columns', million, (_, x) => x.sum(0), [1024]),
  rowWise('argMax', million, (_, x) => x.argMax(-1), [1024]),
  rowWise('max pool', [128, 26, 26, 32], ({ maxPool }, x) => maxPool(x, { poolSize: 2 }), [128, 13, 13, 32]),
  {
    name: 'max pool gradient 128x26x26x32',
    shapes: [
      [128, 26, 26, 32],
      [128, 13, 13, 32],
    ],
    compute: ({ maxPool, vjp }, x, g) =>
      two(x, g, (a, up) => vjp((/** @type {Tensor} */ in_) => maxPool(in_, { poolSize: 2 }), a).pullback(up)),
    work: bytesOf([128, 26, 26, 32], [128, 13, 13, 32], [128, 26, 26, 32]),
    unit: 'GB',
  },
  ...[million, small].flatMap((shape) => [
    /** @type {Kernel} */ ({
      name: `add ${shape.join('x')}`,
      shapes: [shape, shape],
      compute: (_, a, b) => two(a, b, (x, y) => x.add(y)),
      work: bytesOf(shape, shape, shape),
      unit: 'GB',
    }),
    rowWise('chain of 6', shape, (_, x) => x.mul(2).add(1).relu().sub(0.5).square().mul(x)),
    rowWise('sigmoid', shape, (_, x) => x.sigmoid()),
    rowWise('tanh', shape, (_, x) => x.tanh()),
    rowWise('gelu', shape, ({ gelu }, x) => gelu(x)),
    rowWise('transpose', shape, (_, x) => x.transpose()),
  ]),
  {
    name: 'bias and relu 1024x1024',
    shapes: [million, [1024]],
    compute: (_, x, bias) => two(x, bias, (a, b) => a.add(b).relu()),
    work: bytesOf(million, [1024], million),
    unit: 'GB',
  },
  {
    name: 'Adam 784x128',
    shapes: [0, 1, 2, 3].map(() => [784, 128]),
    compute: (_, weight, momentum, velocity, gradient) => {
      const g = one(gradient)
      const m = one(momentum).mul(0.9).add(g.mul(0.1))
      const v = one(velocity).mul(0.999).add(g.square().mul(0.001))
      return [one(weight).sub(m.mul(1e-3).div(v.abs().sqrt().add(1e-7))), m, v]
    },
    work: 7 * bytesOf([784, 128]),
    unit: 'GB',
  },
]
