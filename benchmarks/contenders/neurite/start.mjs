/** W6: the first step of W1, as a user's program would make it: `node start.mjs BACKEND FOLDER`. */
import { answer } from '../serving/serve.mjs'
import { openArrays } from '../serving/arrays.mjs'
import { chooseBackend } from './backend.mjs'
import { imagesFor, modelWith } from './models.mjs'

const [, , name = 'wasm', folder = '.'] = process.argv
await chooseBackend(name)
const arrays = openArrays(folder)
const { x, y } = imagesFor(arrays, { model: 'mlp', batchSize: 32, images: 32 })
const { history } = await modelWith({ model: 'mlp' }, arrays).fit(x, y, { verbose: 0, shuffle: false })
answer({ value: [history['loss']?.[0]] })
process.exit(0)
