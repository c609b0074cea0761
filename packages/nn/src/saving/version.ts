/** The version of the package, for what it writes. */

/** That of package.json. */
export const nnVersion = '0.0.0'
