/** Public surface of @neurite/backend-dawn. */
export { type AdapterName, type DawnBackend } from './adapters.ts'
export { dawn, type DawnOptions, listAdapters } from './dawn.ts'
