/** A line that says what is being done, where a person sees it. */

/** @param {string} text */
export const progress = (text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text}`)
}

export const progressEnd = () => progress('')
