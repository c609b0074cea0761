/** Builds @neurite/backend-wasm: in one file for programs, since Node loads that faster; file by file for pages, which are bundled. */
import { defineConfig } from 'tsdown'
import { packageConfig } from '../../tsdown.base.ts'

export default defineConfig([
  packageConfig,
  { ...packageConfig, entry: 'src/page.ts', outDir: 'dist/page', unbundle: true, dts: false },
])
