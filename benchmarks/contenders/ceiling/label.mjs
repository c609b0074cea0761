/** What the ceiling is, beside its figures: nobody shall take a stand-in for it. To be changed together with kernel.mjs. */

/** Whether it is the bare micro-kernel. */
export const isMicroKernel = false

export const label = isMicroKernel
  ? 'ceiling, 1 core: the micro-kernel in L1'
  : 'ceiling, 1 core (stand-in: 64^3 product of backend-wasm)'

/** In tables. */
export const shortLabel = isMicroKernel ? 'ceiling, 1 core' : 'ceiling (stand-in), 1 core'
