/** Products of vectors and tensors, and Einstein summation. */
import { cross, dot, einsum, inner, kron, outer, tensor, tensordot, vdot } from '@neurite/core'
import { expect, test } from 'vitest'
import { onReference, testGradients, testValues } from './tables.ts'

const a = tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const b = tensor([
  [1, 0, -1],
  [2, 1, 0.5],
])
const s = tensor([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
])
const u = tensor([1, 2, 3])
const w = tensor([4, -5, 6])
const p = tensor([2, -1])
const q = tensor([3, 4])
const t = tensor([
  [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9, 10, 11],
  ],
  [
    [12, 13, 14, 15],
    [16, 17, 18, 19],
    [20, 21, 22, 23],
  ],
])
const z = tensor([
  [
    [0, 0.25],
    [0.5, 0.75],
    [1, 1.25],
  ],
  [
    [1.5, 1.75],
    [2, 2.25],
    [2.5, 2.75],
  ],
  [
    [3, 3.25],
    [3.5, 3.75],
    [4, 4.25],
  ],
  [
    [4.5, 4.75],
    [5, 5.25],
    [5.5, 5.75],
  ],
])
const k = tensor([1, 2, 3], { dtype: 'int32' })
const batch = tensor([
  [
    [0, 1],
    [2, 3],
    [4, 5],
  ],
  [
    [6, 7],
    [8, 9],
    [10, 11],
  ],
])
const rows = tensor([
  [
    [0, 1],
    [2, 3],
  ],
  [
    [4, 5],
    [6, 7],
  ],
])
const one = tensor([[[1, 2]]])

// Expected numbers from NumPy 2, in double precision.
onReference('products', () => {
  testValues([
    [
      'tensordot',
      () =>
        tensordot(t, z, [
          [1, 2],
          [1, 0],
        ]),
      [
        [220, 236.5],
        [616, 668.5],
      ],
    ],
    [
      'tensordot over two',
      () => tensordot(t, z.transpose([1, 0, 2])),
      [
        [220, 236.5],
        [616, 668.5],
      ],
    ],
    [
      'tensordot over none',
      () => tensordot(p, u, 0),
      [
        [2, 4, 6],
        [-1, -2, -3],
      ],
    ],
    ['dot of vectors', () => dot(u, w), 12],
    [
      'dot of matrices',
      () => dot(a, s),
      [
        [30, 36, 42],
        [66, 81, 96],
      ],
    ],
    [
      'dot with a scalar',
      () => dot(a, 2),
      [
        [2, 4, 6],
        [8, 10, 12],
      ],
    ],
    [
      'dot of more axes',
      () => dot(t, z.transpose([1, 0, 2])),
      [
        [
          [
            [21, 22.5],
            [24, 25.5],
            [27, 28.5],
          ],
          [
            [57, 62.5],
            [68, 73.5],
            [79, 84.5],
          ],
          [
            [93, 102.5],
            [112, 121.5],
            [131, 140.5],
          ],
        ],
        [
          [
            [129, 142.5],
            [156, 169.5],
            [183, 196.5],
          ],
          [
            [165, 182.5],
            [200, 217.5],
            [235, 252.5],
          ],
          [
            [201, 222.5],
            [244, 265.5],
            [287, 308.5],
          ],
        ],
      ],
    ],
    ['dot with a vector', () => dot(a, u), [14, 32]],
    [
      'inner',
      () => inner(a, b),
      [
        [-2, 5.5],
        [-2, 16],
      ],
    ],
    ['inner of vectors', () => inner(u, w), 12],
    ['vdot', () => vdot(a, b), 14],
    [
      'outer',
      () => outer(p, u),
      [
        [2, 4, 6],
        [-1, -2, -3],
      ],
    ],
    [
      'outer of integers',
      () => outer(k, k),
      [
        [1, 2, 3],
        [2, 4, 6],
        [3, 6, 9],
      ],
      'int32',
    ],
    ['cross', () => cross(u, w), [27, 6, -13]],
    [
      'cross of rows',
      () => cross(a, b),
      [
        [-2, 4, -2],
        [-3.5, 10, -6],
      ],
    ],
    [
      'cross along the first axis',
      () => cross(s, s.flip(1), 0),
      [
        [-6, 0, 6],
        [12, 0, -12],
        [-6, 0, 6],
      ],
    ],
    ['cross of two components', () => cross(p, q), 11],
    [
      'kron',
      () => kron(a, q),
      [
        [3, 4, 6, 8, 9, 12],
        [12, 16, 15, 20, 18, 24],
      ],
    ],
    [
      'kron of matrices',
      () => kron(a, b),
      [
        [1, 0, -1, 2, 0, -2, 3, 0, -3],
        [2, 1, 0.5, 4, 2, 1, 6, 3, 1.5],
        [4, 0, -4, 5, 0, -5, 6, 0, -6],
        [8, 4, 2, 10, 5, 2.5, 12, 6, 3],
      ],
    ],
    [
      'einsum ij,jk->ik',
      () => einsum('ij,jk->ik', a, s),
      [
        [30, 36, 42],
        [66, 81, 96],
      ],
    ],
    [
      'einsum ij,kj',
      () => einsum('ij,kj', a, b),
      [
        [-2, 5.5],
        [-2, 16],
      ],
    ],
    [
      'einsum ij->ji',
      () => einsum('ij->ji', a),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      'einsum ji',
      () => einsum('ji', a),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    ['einsum ii', () => einsum('ii', s), 15],
    ['einsum ii->i', () => einsum('ii->i', s), [1, 5, 9]],
    ['einsum ij->', () => einsum('ij->', a), 21],
    ['einsum ij->j', () => einsum('ij->j', a), [5, 7, 9]],
    [
      'einsum i,j->ij',
      () => einsum('i,j->ij', p, u),
      [
        [2, 4, 6],
        [-1, -2, -3],
      ],
    ],
    [
      'einsum ij,ij->ij',
      () => einsum('ij,ij->ij', a, b),
      [
        [1, 0, -3],
        [8, 5, 3],
      ],
    ],
    ['einsum ij,ij', () => einsum('ij,ij', a, b), 14],
    ['einsum i,i->i', () => einsum('i,i->i', u, w), [4, -10, 18]],
    [
      'einsum bij,bjk->bik',
      () => einsum('bij,bjk->bik', rows, batch.transpose([0, 2, 1])),
      [
        [
          [1, 3, 5],
          [3, 13, 23],
        ],
        [
          [59, 77, 95],
          [85, 111, 137],
        ],
      ],
    ],
    [
      'einsum ...ij,...jk->...ik',
      () => einsum('...ij,...jk->...ik', rows, batch.transpose([0, 2, 1])),
      [
        [
          [1, 3, 5],
          [3, 13, 23],
        ],
        [
          [59, 77, 95],
          [85, 111, 137],
        ],
      ],
    ],
    ['einsum ...ij,...jk', () => einsum('...ij,...jk', one, rows), [[[4, 7]], [[16, 19]]]],
    [
      'einsum ijk,kjl->il',
      () => einsum('ijk,kjl->il', t, z),
      [
        [220, 236.5],
        [616, 668.5],
      ],
    ],
    ['einsum ijk,kjl,l->i', () => einsum('ijk,kjl,l->i', t, z, p), [203.5, 563.5]],
    [
      'einsum ij,jk,kl->il',
      () => einsum('ij,jk,kl->il', a, s, b.transpose()),
      [
        [-12, 117],
        [-30, 261],
      ],
    ],
    [
      'einsum a...,a...->...',
      () => einsum('a...,a...->...', rows, rows),
      [
        [16, 26],
        [40, 58],
      ],
    ],
    [
      'einsum ...i,i->...',
      () => einsum('...i,i->...', t, [1, 2, 3, 4]),
      [
        [20, 60, 100],
        [140, 180, 220],
      ],
    ],
    [
      'einsum i...->...',
      () => einsum('i...->...', t),
      [
        [12, 14, 16, 18],
        [20, 22, 24, 26],
        [28, 30, 32, 34],
      ],
    ],
    [
      'einsum  ij , jk -> ki ',
      () => einsum(' ij , jk -> ki ', a, s),
      [
        [30, 66],
        [36, 81],
        [42, 96],
      ],
    ],
    [
      'einsum iji->ij',
      () => einsum('iji->ij', t.slice([0, 0, 0], { limits: [2, 3, 2] })),
      [
        [0, 4, 8],
        [13, 17, 21],
      ],
    ],
    ['einsum ij,k->', () => einsum('ij,k->', a, p), 21],
    [
      'einsum iij,jk->ik',
      () => einsum('iij,jk->ik', s.expandDims(-1), p.reshape([1, 2])),
      [
        [2, -1],
        [10, -5],
        [18, -9],
      ],
    ],
    ['einsum of integers', () => einsum('i,i->', k, k), 14, 'int32'],
  ])
})

onReference('gradients of products', () => {
  testGradients([
    [
      'tensordot',
      (at) => tensordot(at, at.transpose(), 1),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'dot',
      (at) => dot(at, at.transpose()),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'inner',
      (at) => inner(at, at.square()),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'vdot',
      (at) => vdot(at, at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'outer',
      (at) => outer(at, at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'cross',
      (at) => cross(at, at.square()),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'kron',
      (at) => kron(at, at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'einsum of a diagonal',
      (at) => einsum('ij,kj->ik', at, at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'einsum with sums',
      (at) => einsum('ij,kl->ik', at, at.square()),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'einsum of repeated letters',
      (at) => einsum('ii->i', at.slice([0, 0], { limits: [2, 2] }).exp()),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'einsum of three',
      (at) => einsum('ij,kj,kl->il', at, at, at),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
    [
      'einsum with an ellipsis',
      (at) => einsum('...j,j->...', at, at.slice([1, 0]).flatten()),
      [
        [0.5, -1, 2],
        [1.5, 0.3, -0.7],
      ],
    ],
  ])
})

onReference('products that are not understood', () => {
  test.each([
    [() => einsum('ij,jk->ik', a), /einsum\("ij,jk->ik"\): names 2 operands, got 1/],
    [() => einsum('ijk->i', a), /einsum\("ijk->i"\): "ijk" names 3 axes, the operand has shape \[2, 3\]/],
    [() => einsum('i->i', a), /"i" names 1 axes, the operand has shape \[2, 3\]/],
    [() => einsum('ij,jk->ik', a, a), /axis "j" has extent 3 in one place and 2 in another/],
    [() => einsum('ij->iz', a), /"z" in the result must stand there once and in an operand/],
    [() => einsum('ij->ii', a), /"i" in the result must stand there once/],
    [() => einsum('i1->i', a), /expected letters and "...", got "1"/],
    [() => einsum('ij->i->j', a), /expected one "->"/],
    [() => einsum('......', a), /has more than one ellipsis/],
    [() => tensordot(a, b, 3), /tensordot: 3 axes do not fit/],
    [() => tensordot(a, b, [[0], []]), /tensordot: expected axes in pairs/],
    [() => tensordot(a, p, 1), /tensordot: \[2, 3\] and \[2\] do not contract/],
    [() => cross(p, u), /cross: expected 2 or 3 components in both along axis -1, got 2 and 3/],
  ])('%s', (multiply, message) => expect(multiply).toThrow(message))
})
