/** What looks inside programs comes late everywhere: only who debugs needs it. */
import { Late } from '../late/late.ts'
import type * as InspectorModule from './inspector.ts'

/** It. */
export const inspection = new Late<typeof InspectorModule>('tools that debug', () => import('./inspector.ts'))
