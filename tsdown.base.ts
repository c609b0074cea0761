/**
 * How every package is built: each entry as one ES module with declarations, for any platform.
 *
 * One file for many modules, because Node loads it several times faster; bundlers still drop what a page does not use.
 */
import { existsSync } from 'node:fs'
import { defineConfig } from 'tsdown'

/** The public entry, and the one module of `neurite` that acts when imported: a file of its own, so that `sideEffects` can name it. */
const entries = ['src/index.ts', 'src/default-backends.ts']

export const packageConfig = defineConfig({
  entry: entries.filter((file) => existsSync(file)),
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  dts: true,
  // Declarations name Symbol.dispose, which is in no library that TypeScript loads by default.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  sourcemap: true,
  fixedExtension: false,
  logLevel: 'warn',
})
