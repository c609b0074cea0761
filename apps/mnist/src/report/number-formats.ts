/** How numbers look in reports. */

/** A fraction as a percentage: `97.85%`. */
export const formatPercent = (fraction: number, digits = 2): string =>
  Number.isFinite(fraction) ? `${(fraction * 100).toFixed(digits)}%` : '-'

/** A loss or a metric: four decimals, or an exponent where those would show nothing. */
export function formatMetric(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toFixed(4)
}

/** A number of things: `10,000`. */
export const formatCount = (count: number): string => count.toLocaleString('en-US')

/** A time: `0.4s`, `12s`, `3m 05s`, `1h 02m`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}s`
  const [large, small, units] =
    whole < 3600 ? [Math.floor(whole / 60), whole % 60, 'ms'] : [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), 'hm']
  return `${large}${units[0]} ${String(small).padStart(2, '0')}${units[1]}`
}
