/** Settings from outside: environment variables, where the host has any. */

const variables = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env

/** An environment variable as a number; 0 where it is not set, is none, or may not be read: Deno asks for a permission. */
export function environmentNumber(name: string): number {
  try {
    return Number(variables?.[name] ?? 0) || 0
  } catch {
    return 0
  }
}
