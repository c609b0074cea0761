/** Builds @neurite/nn. Reading models is an entry of its own: it takes the classes of all layers. */
import { packageConfig } from '../../tsdown.base.ts'

export default {
  ...packageConfig,
  entry: {
    index: 'src/index.ts',
    saving: 'src/saving/index.ts',
    // Exported to nobody: so what pages use at once is in other files than what they load when they ask for it.
    layers: 'src/layers/index.ts',
    model: 'src/models/sequential.ts',
  },
  // Files that do nothing by themselves need not be imported for their effects.
  treeshake: { moduleSideEffects: false },
}
