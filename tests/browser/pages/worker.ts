/** The worker of the page. */
import { conformance } from './conformance.ts'
import { offerFromWorker } from './offer.ts'
import { dispose, train } from './train.ts'

offerFromWorker({ train, dispose, conformance })
