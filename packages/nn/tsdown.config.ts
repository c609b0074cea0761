/** Builds @neurite/nn: in few files for programs, since Node loads that faster; file by file for pages, which are bundled. */
import { defineConfig } from 'tsdown'
import { packageConfig } from '../../tsdown.base.ts'

const config = {
  ...packageConfig,
  // Files that do nothing by themselves need not be imported for their effects.
  treeshake: { moduleSideEffects: false },
}

/** Reading models is an entry of its own: it takes the classes of all layers. */
const entry = { index: 'src/index.ts', saving: 'src/saving/index.ts' }

export default defineConfig([
  {
    ...config,
    entry: {
      ...entry,
      // Exported to nobody: so bundlers that do not ask for what is made for pages find the everyday part in files of its own.
      layers: 'src/layers/index.ts',
      model: 'src/models/sequential.ts',
    },
  },
  { ...config, entry, outDir: 'dist/page', unbundle: true, dts: false },
])
