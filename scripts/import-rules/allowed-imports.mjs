/**
 * Which packages a package may import, by folder name: the table of the design. Apps, benchmarks and tests may import anything.
 * A package `backend-...` that has no row here may import what `unlistedBackend` says.
 *
 * @type {Record<string, readonly string[]>}
 */
export const allowedImports = {
  core: [],
  compiler: ['core'],
  nn: ['core'],
  datasets: ['core'],
  'backend-cpu': ['core'],
  'backend-wasm': ['compiler', 'core'],
  'backend-webgpu': ['compiler', 'core'],
  'backend-dawn': ['backend-webgpu', 'core'],
  conformance: ['backend-cpu', 'core'],
  neurite: ['nn', 'core', 'backend-wasm', 'backend-cpu', 'backend-webgpu', 'backend-dawn'],
}

/** What a backend may import that has no row in the table, so that a new one needs no edit here. */
export const unlistedBackend = ['core', 'compiler']
