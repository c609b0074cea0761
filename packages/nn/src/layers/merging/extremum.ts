/** The base of Maximum and Minimum, whose operations have no neutral element for what masks leave out. */
import { type Tensor, where } from '@neurite/core'
import type { MaskOf } from '../layer.ts'
import { besideInput, type Inputs, Merge } from './merge.ts'

/** An input, or what was made of the first ones, and its mask. */
interface Masked {
  readonly x: Tensor
  readonly mask: Tensor | undefined
}

/** Chooses elementwise; what a mask leaves out is not chosen, if another input has something there. */
export abstract class Extremum extends Merge {
  /** The greater or the smaller of the two. */
  protected abstract choose(a: Tensor, b: Tensor): Tensor

  protected override merge(inputs: Inputs, masks: MaskOf<Inputs>): Tensor {
    return inputs.map((x, index): Masked => ({ x, mask: masks[index] })).reduce((a, b) => this.#mergeTwo(a, b)).x
  }

  #mergeTwo(a: Masked, b: Masked): Masked {
    const right = b.mask ? where(besideInput(b.mask, b.x), b.x, a.x) : b.x
    const left = a.mask ? where(besideInput(a.mask, a.x), a.x, right) : a.x
    return { x: this.choose(left, right), mask: a.mask && b.mask && a.mask.logicalOr(b.mask) }
  }
}
