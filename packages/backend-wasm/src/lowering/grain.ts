/** How finely kernels are cut into tasks for threads. */

/**
 * Elementary operations that are worth a task of their own: some ten microseconds, many times what meeting other threads costs.
 * Tests make it small, so that small kernels are cut too; results do not depend on it.
 */
export const grain = { work: 2 ** 16 }
