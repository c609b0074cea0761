/** W6: the first step of W1: `node start.mjs FOLDER`. */
import { numpy as np } from '@jax-js/jax'
import { answer } from '../serving/serve.mjs'
import { openArrays } from '../serving/arrays.mjs'
import { readImages } from '../serving/images.mjs'
import { chooseWasm } from './models.mjs'
import { Trainer } from './train-step.mjs'

await chooseWasm()
const arrays = openArrays(process.argv[2] ?? '.')
const { x, y } = readImages(arrays, 32, 32)
const trainer = new Trainer({ model: 'mlp', dropout: 0 }, arrays)
const loss = await trainer.step(np.array(x).reshape([32, 784]), np.array(y, { dtype: np.int32 }))
await trainer.drain()
answer({ value: [Number((await loss.data())[0])] })
process.exit(0)
