/** Builds neurite. Reading models is an entry of its own: it takes the classes of all layers. */
import { packageConfig } from '../../tsdown.base.ts'

export default {
  ...packageConfig,
  entry: ['src/index.ts', 'src/saving.ts', 'src/default-backends.ts'],
}
