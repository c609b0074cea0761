/** SHA-256 of bytes through Web Crypto, where the platform offers it. */

/** Whether sums can be taken here: browsers hide Web Crypto from pages that came over plain http. */
export const canSum = (): boolean => globalThis.crypto?.subtle !== undefined

/** The SHA-256 of these bytes in lower-case hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
