/** What TensorFlow.js can do, on each of its backends. */
import { encoder } from './encoder.mjs'
import { matmul } from './matmul.mjs'
import { predict } from './predict.mjs'
import { train } from './train.mjs'

/** @type {import('../../types.d.ts').Server['kinds']} */
export const kinds = { train, predict, matmul, encoder }
