/** How large pages may be. A page is made as bundlers make it: in files, some of which it loads only when it needs them. */
import { fileURLToPath } from 'node:url'
import { bundlePage } from './scripts/page-files.mjs'

const packages = fileURLToPath(new URL('packages', import.meta.url))

const { atOnce, later } = await bundlePage(
  `
  import { setBackend } from '${packages}/core/dist/page/index.js'
  import { Dense, Sequential } from '${packages}/nn/dist/page/index.js'
  import { wasm } from '${packages}/backend-wasm/dist/page/page.js'
  console.log(setBackend, Dense, Sequential, wasm)
  `,
  fileURLToPath(new URL('.cache/page', import.meta.url)),
)

/** The files are bundled and minified already: doing so again, as size-limit would, makes them larger. */
const asTheyAre = { gzip: true, disablePlugins: ['@size-limit/esbuild'] }

export default [
  {
    name: 'a page that trains: core, nn and one backend',
    path: atOnce,
    // 1 KB above what is reached. It must come down to 80 KB, and 50 KB is the aim.
    limit: '88 kB',
    ...asTheyAre,
  },
  {
    name: 'what it loads besides when it measures, predicts, saves, takes batches from a generator, looks inside, names what is not everyday, or has rare kernels or threads',
    path: later,
    limit: '65 kB',
    ...asTheyAre,
  },
]
