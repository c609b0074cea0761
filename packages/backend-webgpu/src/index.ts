/** Public surface of @neurite/backend-webgpu. */
export { nullDevice, type NullDeviceOptions, type NullKernel } from './null-device.ts'
export { webgpu, type WebGpuOptions } from './webgpu.ts'
