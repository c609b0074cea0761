/** The WGSL of programs, without a device. */
import { setBackend, tensor } from '@neurite/core'
import { expect, test } from 'vitest'
import { nullDevice, type NullKernel } from './null-device.ts'

test('a product with its activation is one kernel', async () => {
  const programs: (readonly NullKernel[])[] = []
  await setBackend(nullDevice({ onProgram: (kernels) => programs.push(kernels) }))
  const [x, w] = [tensor(new Float32Array(32 * 64), { shape: [32, 64] }), tensor(new Float32Array(64 * 32), { shape: [64, 32] })]
  expect(await x.matmul(w).relu().data()).toEqual(new Float32Array(32 * 32))
  expect(programs).toHaveLength(1)
  const [[kernel, ...others]] = programs as [readonly [NullKernel, ...NullKernel[]]]
  expect(others).toEqual([])
  expect(kernel).toMatchObject({ name: 'product 32x32 over 64 in tiles of 32', workgroups: 1 })
  expect(kernel.wgsl).toContain('var<workgroup>')
  expect(kernel.wgsl).toContain('select(sum')
})

test('float64 is refused here, too', async () => {
  await setBackend(nullDevice())
  await expect(tensor([1], { dtype: 'float64' }).add(1).data()).rejects.toThrow('float64')
})

test('kernels are printed unless somebody hears them', async () => {
  const { log } = console
  const lines: string[] = []
  console.log = (line: string) => lines.push(line)
  await setBackend(nullDevice())
  await tensor([1, 2, 3]).exp().data()
  console.log = log
  expect(lines.join('')).toMatch(/^\/\/ loop 3: 1 workgroups\n@group\(0\)/)
})
