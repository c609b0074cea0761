/** Builds @neurite/core. */
import { packageConfig } from '../../tsdown.base.ts'

export default {
  ...packageConfig,
  entry: {
    index: 'src/index.ts',
    // Exported to nobody: so what pages use at once is in other files than what they load when they ask for it.
    everyday: 'src/everyday.ts',
    catalogue: 'src/catalogue.ts',
  },
  // Files that do nothing by themselves need not be imported for their effects.
  treeshake: { moduleSideEffects: false },
}
