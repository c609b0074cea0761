/** Public surface of @neurite/backend-cpu. */
export { cpu } from './backend/cpu.ts'
export { evaluateGraph } from './interpreter/interpret.ts'
