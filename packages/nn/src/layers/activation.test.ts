/** Activation: the contract of layers, and that it is the function. */
import { setBackend, tensor, type Tensor } from '@neurite/core'
import { cpu } from '@neurite/backend-cpu'
import { expect, test } from 'vitest'
import { testLayer } from '../testing/test-layer.ts'
import { Activation } from './activation.ts'

testLayer((options) => new Activation('softplus', options), { inputShape: [3, 2], outputShape: [3, 2] })

test('applies the function it is given', async () => {
  await setBackend(cpu())
  const square = (x: Tensor): Tensor => x.square()
  const layer = new Activation(square)
  expect(await layer.apply(tensor([-2, 3])).array()).toEqual([4, 9])
  expect(
    await Activation.fromConfig(layer.getConfig())
      .apply(tensor([-2, 3]))
      .array(),
  ).toEqual([4, 9])
})

test('refuses functions that do not exist', () => {
  expect(() => new Activation('sigmod' as 'sigmoid')).toThrow('Activation: unknown activation "sigmod"; did you mean "sigmoid"?')
  expect(() => new Activation(undefined as unknown as 'relu')).toThrow('Activation: expected an activation, got undefined')
})

test('finds out the shape that its function makes', () => {
  expect(new Activation('glu').computeOutputShape([null, 3, 4])).toEqual([null, 3, 2])
})
