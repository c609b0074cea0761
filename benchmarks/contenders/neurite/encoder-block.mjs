/** The encoder block of W5: attention and a feed-forward network, each with a residual connection and a layer norm after it. */
import { neurite } from './packages.mjs'

const { Dense, LayerNormalization, MultiHeadAttention, zeros } = neurite

/** @param {{ heads: number, width: number, hidden: number }} sizes */
export function encoderBlock({ heads, width, hidden }) {
  const attention = new MultiHeadAttention(heads, width / heads)
  const norms = [0, 1].map(() => new LayerNormalization({ epsilon: 1e-5 }))
  const network = [new Dense(hidden, { activation: 'relu' }), new Dense(width)]
  const [norm1, norm2] = norms
  const [ffn1, ffn2] = network
  if (!norm1 || !norm2 || !ffn1 || !ffn2) throw new Error('internal: two of each')
  /** @param {import('../../../packages/neurite/dist/index.js').Tensor} x */
  const forward = (x) => {
    const attended = norm1.apply(x.add(attention.apply({ query: x, value: x })))
    return norm2.apply(attended.add(ffn2.apply(ffn1.apply(attended))))
  }
  // Builds the layers: weights are made outside of any trace.
  forward(zeros([1, 1, width])).dispose()
  return { forward, variables: [attention, norm1, ffn1, ffn2, norm2].flatMap((layer) => layer.weights) }
}
