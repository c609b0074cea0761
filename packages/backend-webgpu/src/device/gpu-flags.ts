/** Numbers of the WebGPU standard, which Node does not know as globals. */

/** What buffers are used for. */
export const bufferUsage = {
  mapRead: 0x0001,
  copySource: 0x0004,
  copyTarget: 0x0008,
  uniform: 0x0040,
  storage: 0x0080,
  indirect: 0x0100,
  queryResolve: 0x0200,
} as const

/** How buffers are mapped. */
export const mapMode = { read: 0x0001 } as const

/** Which shaders see a binding. */
export const shaderStage = { compute: 0x0004 } as const
