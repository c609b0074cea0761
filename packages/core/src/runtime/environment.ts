/** Settings from outside: environment variables, where the host has any. */

const variables = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env

/** An environment variable as a number; 0 where it is not set, or is none. */
export const environmentNumber = (name: string): number => Number(variables?.[name] ?? 0) || 0
