/** Builds @neurite/core: in few files for programs, since Node loads that faster; file by file for pages, which are bundled. */
import { defineConfig } from 'tsdown'
import { packageConfig } from '../../tsdown.base.ts'

const config = {
  ...packageConfig,
  // Files that do nothing by themselves need not be imported for their effects.
  treeshake: { moduleSideEffects: false },
}

export default defineConfig([
  {
    ...config,
    entry: {
      index: 'src/index.ts',
      // Exported to nobody: so bundlers that do not ask for what is made for pages find the everyday part in files of its own.
      everyday: 'src/everyday.ts',
      catalogue: 'src/catalogue.ts',
    },
  },
  { ...config, outDir: 'dist/page', unbundle: true, dts: false },
])
