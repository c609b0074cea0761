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

const headings = ['Layer (type)', 'Output Shape', 'Param #'] as const

const rowOf = ({ name, className, built, weights }: SummaryLayer, shape: BatchShape | undefined): readonly string[] => [
  `${name} (${className})`,
  shape ? formatBatch(shape) : '?',
  built ? groupDigits(paramsOf(weights)) : '0 (unbuilt)',
]

/** One border of the table, from its corners and its line. */
const border = (widths: readonly number[], [left, line, middle, right]: readonly [string, string, string, string]): string =>
  left + widths.map((width) => line.repeat(width + 2)).join(middle) + right

/** Cells padded to their columns; numbers stand on the right. */
const cells = (row: readonly string[], widths: readonly number[], edge: string): string =>
  `${edge}${row.map((cell, column) => (column === 2 ? ` ${cell.padStart(widths[column]!)} ` : ` ${cell.padEnd(widths[column]!)} `)).join(edge)}${edge}`

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]!.length)))
  const body = rows.flatMap((row, index) => [
    ...(index > 0 ? [border(widths, ['├', '─', '┼', '┤'])] : []),
    cells(row, widths, '│'),
  ])
  return [
    border(widths, ['┏', '━', '┳', '┓']),
    cells(headings, widths, '┃'),
    border(widths, ['┡', '━', '╇', '┩']),
    ...body,
    border(widths, ['└', '─', '┴', '┘']),
  ]
}

/**
 * The table, with totals below, without a line end at the end.
 *
 * @param outputShapes - one per layer, undefined where it is not known yet
 */
export function summarize(
  model: SummaryModel,
  layers: readonly SummaryLayer[],
  outputShapes: readonly (BatchShape | undefined)[],
): string {
  return [
    `Model: "${model.name}"`,
    ...table(layers.map((layer, index) => rowOf(layer, outputShapes[index]))),
    totalLine('Total params', model.weights),
    totalLine('Trainable params', model.trainableWeights),
    totalLine('Non-trainable params', model.nonTrainableWeights),
  ].join('\n')
}
