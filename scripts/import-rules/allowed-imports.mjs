/**
 * Which packages a package may import, by folder name: the table of the design. Apps, benchmarks and tests may import anything.
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
  'backend-dawn': ['backend-webgpu'],
  conformance: ['backend-cpu', 'core'],
  neurite: ['nn', 'core', 'backend-wasm', 'backend-cpu'],
}
