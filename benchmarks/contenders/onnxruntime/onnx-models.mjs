/** The models of W3 and the product of W4 as ONNX files, in memory. */
import onnxProto from 'onnx-proto'
import { readWeights } from '../serving/images.mjs'
import { channelsFirst } from '../serving/layouts.mjs'

const { onnx } = onnxProto
const { FLOAT } = onnx.TensorProto.DataType
const { INTS, INT } = onnx.AttributeProto.AttributeType

/** @typedef {{ readonly opType: string, readonly input: string[], readonly output: string[], readonly attribute?: object[] }} Node */

/** @param {string} name @param {readonly number[]} dims */
const typed = (name, dims) => ({
  name,
  type: { tensorType: { elemType: FLOAT, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
})

/** @param {{ name: string, data: ArrayLike<number>, shape: readonly number[] }} weight */
const initializer = ({ name, data, shape }) => ({
  name,
  dims: [...shape],
  dataType: FLOAT,
  rawData: new Uint8Array(Float32Array.from(data).buffer),
})

/** @param {string} name @param {number[]} ints */
const intsAttribute = (name, ints) => ({ name, type: INTS, ints })

/**
 * @param {{ nodes: Node[], inputs: [string, readonly number[]][], output: [string, readonly number[]], weights?: object[] }} graph
 * @returns {Uint8Array}
 */
function encode({ nodes, inputs, output, weights = [] }) {
  const model = onnx.ModelProto.create({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'benchmark',
      node: nodes,
      input: inputs.map(([name, dims]) => typed(name, dims)),
      output: [typed(...output)],
      initializer: weights,
    },
  })
  return onnx.ModelProto.encode(model).finish()
}

/** `activation(input * kernel + bias)` @type {(x: string, name: string, y: string, activation: string) => Node[]} */
const dense = (x, name, y, activation) => [
  { opType: 'Gemm', input: [x, `${name}.kernel`, `${name}.bias`], output: [`${y}.linear`] },
  { opType: activation, input: [`${y}.linear`], output: [y] },
]

/** Convolution, relu and pooling. @type {(x: string, name: string, y: string) => Node[]} */
const convolution = (x, name, y) => [
  { opType: 'Conv', input: [x, `${name}.kernel`, `${name}.bias`], output: [`${y}.linear`] },
  { opType: 'Relu', input: [`${y}.linear`], output: [`${y}.active`] },
  {
    opType: 'MaxPool',
    input: [`${y}.active`],
    output: [y],
    attribute: [intsAttribute('kernel_shape', [2, 2]), intsAttribute('strides', [2, 2])],
  },
]

/** @type {Record<string, Node[]>} */
const nodes = {
  mlp: [...dense('x', 'dense1', 'hidden', 'Relu'), ...dense('hidden', 'dense2', 'y', 'Softmax')],
  cnn: [
    ...convolution('x', 'conv1', 'first'),
    ...convolution('first', 'conv2', 'second'),
    { opType: 'Flatten', input: ['second'], output: ['flat'] },
    ...dense('flat', 'dense', 'y', 'Softmax'),
  ],
}

/** @param {string} model @param {number} count */
export const inputShape = (model, count) => (model === 'mlp' ? [count, 784] : [count, 1, 28, 28])

/**
 * @param {string} model
 * @param {number} batchSize
 * @param {import('../../types.d.ts').Arrays} arrays
 */
export function classifier(model, batchSize, arrays) {
  const weights = readWeights(arrays, model).map((weight) => ({ ...weight, data: Float32Array.from(weight.data) }))
  return encode({
    nodes: nodes[model] ?? [],
    inputs: [['x', inputShape(model, batchSize)]],
    output: ['y', [batchSize, 10]],
    weights: (model === 'cnn' ? channelsFirst(weights) : weights).map(initializer),
  })
}

/** @param {{ size: number, transposeA: boolean, transposeB: boolean }} spec */
export function product({ size, transposeA, transposeB }) {
  const flag = (/** @type {string} */ name, /** @type {boolean} */ set) => ({ name, type: INT, i: set ? 1 : 0 })
  const side = [size, size]
  return encode({
    nodes: [
      { opType: 'Gemm', input: ['a', 'b'], output: ['c'], attribute: [flag('transA', transposeA), flag('transB', transposeB)] },
    ],
    inputs: [
      ['a', side],
      ['b', side],
    ],
    output: ['c', side],
  })
}
