/** Builds @neurite/conformance. */
import { packageConfig } from '../../tsdown.base.ts'

export default packageConfig
