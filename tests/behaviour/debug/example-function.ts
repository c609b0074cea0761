/** The function whose debug output docs/debugging.md shows. */
import { compile, tensor, type Tensor } from '@neurite/core'

/** Calls it once, on whatever backend is set. */
export async function runExample(): Promise<void> {
  // #region
  const score = compile((x: Tensor, weights: Tensor) => x.matmul(weights).add(1).relu().sum(), { name: 'score' })
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ])
  const weights = tensor([[1], [2], [3]])
  await score(x, weights).data()
  // #endregion
}
