/** Builds @neurite/compiler: what compiles, and what only debugging loads. */
import { packageConfig } from '../../tsdown.base.ts'

export default { ...packageConfig, entry: ['src/index.ts', 'src/debug.ts'] }
