/** Builds the command line program, which Node runs from dist. */
import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/cli.ts'],
  format: 'esm',
  target: 'es2022',
  platform: 'node',
  dts: false,
  fixedExtension: false,
  logLevel: 'warn',
})
