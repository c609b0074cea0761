/** Bundles the scripts of test pages from the sources of our packages. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Contents of the files of a site, by path, such as `/page.js`. */
export type SiteFiles = ReadonlyMap<string, string | Uint8Array>

/**
 * Bundles scripts together; what several of them use is a file of its own.
 *
 * @param scripts - TypeScript files of ../pages, by the name of what they become: `{ page: 'page.ts' }` gives `/page.js`
 */
export async function bundle(scripts: Readonly<Record<string, string>>): Promise<SiteFiles> {
  const folder = fileURLToPath(new URL('../pages/', import.meta.url))
  const { outputFiles } = await build({
    entryPoints: Object.entries(scripts).map(([out, file]) => ({ in: `${folder}${file}`, out })),
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['source'],
    outdir: '/',
    write: false,
    logLevel: 'error',
  })
  return new Map(outputFiles.map(({ path, text }) => [path.replaceAll('\\', '/').replace(/^[A-Z]:/, ''), text]))
}
