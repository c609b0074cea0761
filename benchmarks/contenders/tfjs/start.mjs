/** W6: the first step of W1: `node start.mjs FOLDER`. */
import { answer } from '../serving/serve.mjs'
import { openArrays } from '../serving/arrays.mjs'
import { readImages } from '../serving/images.mjs'
import { chooseWasm, modelWith, tf } from './models.mjs'

await chooseWasm()
const arrays = openArrays(process.argv[2] ?? '.')
const { x, y } = readImages(arrays, 32, 32)
const model = modelWith({ model: 'mlp' }, arrays)
answer({ value: [Number(await model.trainOnBatch(tf.tensor2d(x, [32, 784]), tf.tensor1d(Float32Array.from(y))))] })
process.exit(0)
