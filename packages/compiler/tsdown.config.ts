/** Builds @neurite/compiler: what compiles, and what only debugging loads; file by file for pages, which are bundled. */
import { defineConfig } from 'tsdown'
import { packageConfig } from '../../tsdown.base.ts'

const config = { ...packageConfig, entry: ['src/index.ts', 'src/debug.ts'] }

export default defineConfig([config, { ...config, outDir: 'dist/page', unbundle: true, dts: false }])
