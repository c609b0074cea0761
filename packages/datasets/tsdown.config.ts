/** Builds @neurite/datasets. */
import { defineConfig } from 'tsdown'
import { packageConfig } from '../../tsdown.base.ts'

// The packed digits are shipped as they are: bundled, two megabytes of text would get a source map of their own.
export default defineConfig({ ...packageConfig, external: ['#packed-digits'] })
