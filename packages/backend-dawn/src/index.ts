/** Public surface of @neurite/backend-dawn. */
export { dawn, type DawnOptions } from './dawn.ts'
