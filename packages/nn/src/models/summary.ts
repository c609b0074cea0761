/** The table of a model's layers, as text. */
import { sizeBytesOf, sizeOf, type Variable } from '@neurite/core'
import type { BatchShape } from '../layers/layer.ts'
import { formatBatch } from '../training/format-shape.ts'

/** A layer as a row shows it. */
export interface SummaryLayer {
  readonly name: string
  readonly className: string
  readonly built: boolean
  readonly weights: readonly Variable[]
}

/** A model as the last lines show it. */
export interface SummaryModel {
  readonly name: string
  readonly weights: readonly Variable[]
  readonly trainableWeights: readonly Variable[]
  readonly nonTrainableWeights: readonly Variable[]
}

const groupDigits = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',')

const paramsOf = (weights: readonly Variable[]): number => weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0)

const bytesOf = (weights: readonly Variable[]): number =>
  weights.reduce((sum, { shape, dtype }) => sum + sizeOf(shape) * sizeBytesOf(dtype), 0)

const units = ['B', 'KB', 'MB', 'GB', 'TB']

/** `397.54 KB`: 1,024 of each unit make the next. */
function formatBytes(bytes: number): string {
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** power).toFixed(2)} ${units[power]!}`
}

const totalLine = (label: string, weights: readonly Variable[]): string =>
  ` ${label}: ${groupDigits(paramsOf(weights))} (${formatBytes(bytesOf(weights))})`

/** A row of the table. */
export interface SummaryRow {
  readonly layer: SummaryLayer
  /** Undefined while it is not known. */
  readonly shape: BatchShape | undefined
  /** Where the inputs come from, for models that are drawn up. */
  readonly connectedTo?: readonly string[]
}

const headings = ['Layer (type)', 'Output Shape', 'Param #', 'Connected to']

/** The lines of a row: one, or as many as the inputs need. */
function linesOf({ layer, shape, connectedTo = [] }: SummaryRow): readonly (readonly string[])[] {
  const { name, className, built, weights } = layer
  const first = [
    `${name} (${className})`,
    shape ? formatBatch(shape) : '?',
    built ? groupDigits(paramsOf(weights)) : '0 (unbuilt)',
    connectedTo[0] ?? '-',
  ]
  return [first, ...connectedTo.slice(1).map((place) => ['', '', '', place])]
}

/** One border of the table, from its corners and its line. */
const border = (widths: readonly number[], [left, line, middle, right]: readonly [string, string, string, string]): string =>
  left + widths.map((width) => line.repeat(width + 2)).join(middle) + right

/** Cells padded to their columns; numbers stand on the right. */
const cells = (row: readonly string[], widths: readonly number[], edge: string): string =>
  `${edge}${row.map((cell, column) => (column === 2 ? ` ${cell.padStart(widths[column]!)} ` : ` ${cell.padEnd(widths[column]!)} `)).join(edge)}${edge}`

function table(rows: readonly SummaryRow[]): string[] {
  const columns = rows.some(({ connectedTo }) => connectedTo) ? 4 : 3
  const groups = rows.map((row) => linesOf(row).map((line) => line.slice(0, columns)))
  const shown = headings.slice(0, columns)
  const widths = shown.map((heading, column) => Math.max(heading.length, ...groups.flat().map((line) => line[column]!.length)))
  const body = groups.flatMap((lines, index) => [
    ...(index > 0 ? [border(widths, ['├', '─', '┼', '┤'])] : []),
    ...lines.map((line) => cells(line, widths, '│')),
  ])
  return [
    border(widths, ['┏', '━', '┳', '┓']),
    cells(shown, widths, '┃'),
    border(widths, ['┡', '━', '╇', '┩']),
    ...body,
    border(widths, ['└', '─', '┴', '┘']),
  ]
}

/** The table, with totals below, without a line end at the end. */
export function summarize(model: SummaryModel, rows: readonly SummaryRow[]): string {
  return [
    `Model: "${model.name}"`,
    ...table(rows),
    totalLine('Total params', model.weights),
    totalLine('Trainable params', model.trainableWeights),
    totalLine('Non-trainable params', model.nonTrainableWeights),
  ].join('\n')
}
