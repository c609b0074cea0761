/** hostCall: what the function gets and returns, what it may do with it, and what it must not return. */
import { ExecutionError, type HostArray, registerHostFunction, type TensorType } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { evaluateGraph } from '../../interpreter/interpret.ts'
import { apply, applyAll, graphOf, tensor } from '../../testing/apply-primitive.ts'

const vector: TensorType = { dtype: 'float32', shape: [3] }

describe('hostCall', () => {
  test('gives raw bits to the function, and takes raw bits', () => {
    const seen: HostArray[] = []
    registerHostFunction('host-call.test/look', (inputs) => {
      seen.push(...inputs)
      return [Uint8Array.of(1, 0), Uint16Array.of(0xc000)]
    })
    const results: TensorType[] = [
      { dtype: 'bool', shape: [2] },
      { dtype: 'float16', shape: [] },
    ]
    const attributes = { name: 'host-call.test/look', results }
    const given = applyAll({ primitive: 'hostCall', attributes }, tensor('float16', [1, -2]), tensor('int32', [7], []))
    expect(seen).toEqual([Uint16Array.of(0x3c00, 0xc000), Int32Array.of(7)])
    expect(given).toEqual([tensor('bool', [1, 0]), tensor('float16', [-2], [])])
  })

  test('the function may write into what it gets and keep what it returns', () => {
    const kept = Float32Array.of(0, 0, 0)
    registerHostFunction('host-call.test/write', ([x]) => {
      kept.set(x!.reverse())
      x!.fill(9)
      return [kept]
    })
    const graph = graphOf({ primitive: 'hostCall', attributes: { name: 'host-call.test/write', results: [vector] } }, [vector])
    const x = Float32Array.of(1, 2, 3)
    const [given] = evaluateGraph(graph, [x])
    kept.fill(5)
    expect([x, given]).toEqual([Float32Array.of(1, 2, 3), Float32Array.of(3, 2, 1)])
  })

  const wrong: readonly [string, readonly HostArray[], RegExp][] = [
    ['too little', [], /must return a Float32Array of 3 as result 0 \(float32\[3\]\), got nothing/],
    ['another length', [Float32Array.of(1)], /got Float32Array of 1/],
    ['another dtype', [Int32Array.of(1, 2, 3)], /got Int32Array of 3/],
  ]

  test.each(wrong)('a function that returns %s is an error', (_, returned, message) => {
    registerHostFunction('host-call.test/wrong', () => returned)
    const attributes = { name: 'host-call.test/wrong', results: [vector] }
    const evaluate = () => apply({ primitive: 'hostCall', attributes })
    expect(evaluate).toThrow(ExecutionError)
    expect(evaluate).toThrow(message)
  })

  test('what the function throws, and a name that nobody registered, come out', () => {
    registerHostFunction('host-call.test/throw', () => {
      throw new RangeError('too far')
    })
    const evaluate = (name: string) => () => apply({ primitive: 'hostCall', attributes: { name, results: [vector] } })
    expect(evaluate('host-call.test/throw')).toThrow(/^cpu: hostCall\(\) -> float32\[3\] failed: too far$/)
    expect(evaluate('host-call.test/nobody')).toThrow(ExecutionError)
    expect(evaluate('host-call.test/nobody')).toThrow(/unknown function "host-call\.test\/nobody"/)
  })
})
