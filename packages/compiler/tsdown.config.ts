/** Builds @neurite/compiler. */
import { packageConfig } from '../../tsdown.base.ts'

export default packageConfig
