/** Builds @neurite/backend-webgpu. */
import { packageConfig } from '../../tsdown.base.ts'

export default packageConfig
