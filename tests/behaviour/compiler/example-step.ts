/** The training step that docs/compiler.md follows through the compiler: one layer, softmax cross-entropy, gradient descent. */
import {
  compile,
  logSoftmax,
  oneHot,
  type Program,
  setBackend,
  Tensor,
  tensor,
  Variable,
  variableGrads,
  zeros,
} from '@neurite/core'
import { largest, recording } from './recording.ts'

/** Its program, as a backend gets it. */
export async function exampleProgram(): Promise<Program> {
  const programs: Program[] = []
  await setBackend(recording(programs))
  // #region
  const weights = new Variable(zeros([4, 3]))
  const bias = new Variable(zeros([3]))

  const step = compile((x: Tensor, labels: Tensor) => {
    const { value: loss, grads } = variableGrads(() => {
      const logits = x.matmul(weights.value).add(bias.value)
      return logSoftmax(logits).mul(oneHot(labels, 3)).sum().div(-8)
    }, [weights, bias])
    weights.assign(weights.value.sub(grads[0]!.mul(0.5)))
    bias.assign(bias.value.sub(grads[1]!.mul(0.5)))
    return loss
  })
  // #endregion
  const [x, labels] = [tensor(new Float32Array(32), { shape: [8, 4] }), tensor(new Int32Array(8))]
  await step(x, labels).data()
  return largest(programs)
}
