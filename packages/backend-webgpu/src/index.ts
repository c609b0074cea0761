/** Public surface of @neurite/backend-webgpu. */
export { webgpu, type WebGpuOptions } from './webgpu.ts'
