/** Lowers the primitives that only move elements: change the window, then copy. */
import type { Lowering } from './kernel.ts'
import { kernel } from './kernel.ts'
import { emitCopy } from './copy.ts'
import { broadcastView, flipView, pickAxes, windowView } from './view.ts'

/** Lowering of transpose. */
export const transpose: Lowering<'transpose'> = ({ attributes: { permutation } }) =>
  kernel(({ code, operands: [x], results: [out] }) => emitCopy(code, pickAxes(x!, permutation), out!))

/** Lowering of broadcast. */
export const broadcast: Lowering<'broadcast'> = ({ attributes: { shape } }) =>
  kernel(({ code, operands: [x], results: [out] }) => emitCopy(code, broadcastView(x!, shape), out!))

/** Lowering of flip. */
export const flip: Lowering<'flip'> = ({ attributes: { axes } }) =>
  kernel(({ code, operands: [x], results: [out] }) => emitCopy(code, flipView(x!, axes), out!))

/** Lowering of slice. */
export const slice: Lowering<'slice'> = ({ attributes: { starts, strides }, results: [type] }) =>
  kernel(({ code, operands: [x], results: [out] }) => emitCopy(code, windowView(x!, type!.shape, starts, strides), out!))

/** Lowering of pad: fill all, then copy the elements to their places. */
export const pad: Lowering<'pad'> = ({ attributes: { low, interior } }) =>
  kernel(({ code, operands: [x, value], results: [out] }) => {
    emitCopy(code, broadcastView(value!, out!.shape), out!)
    const steps = interior.map((cells) => cells + 1)
    emitCopy(code, x!, windowView(out!, x!.shape, low, steps))
  })

/** Lowering of concat: each operand to its stretch of the axis. */
export const concat: Lowering<'concat'> = ({ attributes: { axis } }) =>
  kernel(({ code, operands, results: [out] }) => {
    let start = 0
    for (const x of operands) {
      emitCopy(
        code,
        x,
        windowView(
          out!,
          x.shape,
          x.shape.map((_, i) => (i === axis ? start : 0)),
        ),
      )
      start += x.shape[axis]!
    }
  })
