/** Builds @neurite/nn. Reading models is an entry of its own: it takes the classes of all layers. */
import { packageConfig } from '../../tsdown.base.ts'

export default { ...packageConfig, entry: { index: 'src/index.ts', saving: 'src/saving/index.ts' } }
