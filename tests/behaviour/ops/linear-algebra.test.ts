/** Systems, inverses, determinants and factors. */
import { cholesky, det, eye, grad, inv, isNaN, qr, slogDet, solve, solveTriangular, Tensor, tensor } from '@neurite/core'
import { expect, test } from 'vitest'
import { expectTensor, onReference, testGradients, testValues } from './tables.ts'

const a = tensor([
  [4, 1, -2],
  [1, 3, 0.5],
  [-2, 0.5, 5],
])
const g = tensor([
  [0, 2, 1],
  [3, -1, 4],
  [2, 2, 0.5],
])
const pair = tensor([
  [
    [4, 1, -2],
    [1, 3, 0.5],
    [-2, 0.5, 5],
  ],
  [
    [0, 2, 1],
    [3, -1, 4],
    [2, 2, 0.5],
  ],
])
const b = tensor([1, -2, 3])
const c = tensor([
  [1, 0],
  [2, -1],
  [0.5, 4],
])
const singular = tensor([
  [1, 2],
  [2, 4],
])
const tall = tensor([
  [1, 2],
  [3, -4],
  [0.5, 6],
  [0, 1],
])
const wide = tensor([
  [1, 2, 3],
  [0, 4, -1],
])

// Expected numbers from NumPy 2, in double precision.
onReference('linear algebra', () => {
  testValues([
    ['solve', () => solve(g, b), [0.785714286, 0.928571429, -0.857142857]],
    [
      'solve of several',
      () => solve(pair, c.broadcastTo([2, 3, 2])),
      [
        [
          [0.15, 0.8],
          [0.6, -0.8],
          [0.1, 1.2],
        ],
        [
          [-0.0952380952, 1.66666667],
          [0.19047619, 0.666666667],
          [0.619047619, -1.33333333],
        ],
      ],
    ],
    ['solve of a singular matrix', () => solve(singular, [1, 1]), [NaN, NaN]],
    [
      'inv',
      () => inv(pair),
      [
        [
          [0.36875, -0.15, 0.1625],
          [-0.15, 0.4, -0.1],
          [0.1625, -0.1, 0.275],
        ],
        [
          [-0.404761905, 0.0476190476, 0.428571429],
          [0.30952381, -0.0952380952, 0.142857143],
          [0.380952381, 0.19047619, -0.285714286],
        ],
      ],
    ],
    ['det', () => det(pair), [40.0, 21.0]],
    ['det of a singular matrix', () => det(singular), 0],
    ['det of one number', () => det([[-3]]), -3],
    [
      'slogDet',
      () => Object.values(slogDet(pair)),
      [
        [1, 1],
        [3.68887945, 3.04452244],
      ],
    ],
    ['slogDet of a singular matrix', () => Object.values(slogDet(singular)), [0, -Infinity]],
    [
      'cholesky',
      () => cholesky(a),
      [
        [2, 0, 0],
        [0.5, 1.6583124, 0],
        [-1, 0.603022689, 1.90692518],
      ],
    ],
    [
      'cholesky of what is not positive definite',
      () =>
        isNaN(
          cholesky([
            [1, 2],
            [2, 1],
          ]),
        ).any(),
      1,
      'bool',
    ],
    [
      'solveTriangular',
      () => solveTriangular(a, c),
      [
        [0.1375, 0.516666667],
        [0.65, -0.466666667],
        [0.1, 0.8],
      ],
    ],
    ['solveTriangular, lower', () => solveTriangular(a, b, { lower: true }), [0.25, -0.75, 0.775]],
    [
      'qr: q of g',
      () => qr(g).q,
      [
        [0, 0.669534063, -0.742781353],
        [-0.832050294, -0.412020962, -0.371390676],
        [-0.554700196, 0.618031443, 0.557086015],
      ],
    ],
    [
      'qr: r of g',
      () => qr(g).r,
      [
        [-3.60555128, -0.277350098, -3.60555128],
        [0, 2.98715198, -0.669534063],
        [0, 0, -1.94980105],
      ],
    ],
    [
      'qr: q of tall',
      () => qr(tall).q,
      [
        [-0.312347524, 0.371272193],
        [-0.937042571, -0.27001614],
        [-0.156173762, 0.877552456],
        [-0, 0.138383272],
      ],
    ],
    [
      'qr: r of tall',
      () => qr(tall).r,
      [
        [-3.20156212, 2.18643267],
        [0, 7.22630695],
      ],
    ],
    [
      'qr: q of wide',
      () => qr(wide).q,
      [
        [1, 0],
        [-0, 1],
      ],
    ],
    [
      'qr: r of wide',
      () => qr(wide).r,
      [
        [1, 2, 3],
        [0, 4, -1],
      ],
    ],
    [
      'qr, complete: r',
      () => qr(tall, { mode: 'complete' }).r,
      [
        [-3.20156212, 2.18643267],
        [0, 7.22630695],
        [0, 0],
        [0, 0],
      ],
    ],
    [
      'qr, complete: q',
      () => qr(tall, { mode: 'complete' }).q,
      [
        [-0.312347524, 0.371272193, -0.866421654, -0.117938549],
        [-0.937042571, -0.27001614, 0.214727302, 0.0541727719],
        [-0.156173762, 0.877552456, 0.444479494, -0.0891595334],
        [-0, 0.138383272, -0.07512445, 0.987525386],
      ],
    ],
    [
      'qr of a stack',
      () => qr(pair).r,
      [
        [
          [-4.58257569, -1.30930734, 3.81881308],
          [0, -2.92159448, -2.39595196],
          [0, 0, 2.98765475],
        ],
        [
          [-3.60555128, -0.277350098, -3.60555128],
          [0, 2.98715198, -0.669534063],
          [0, 0, -1.94980105],
        ],
      ],
    ],
    [
      'qr of a triangle',
      () =>
        qr([
          [2, 1],
          [0, 3],
        ]).r,
      [
        [2, 1],
        [0, 3],
      ],
    ],
  ])
})

onReference('gradients of linear algebra', () => {
  testGradients([
    [
      'solve',
      (at) => solve(at, at.slice([0, 0], { limits: [3, 1] })),
      [
        [2, 0.5, -1],
        [0.3, 1.5, 0.7],
        [-0.4, 1.1, -2.5],
      ],
    ],
    [
      'inv',
      (at) => inv(at),
      [
        [2, 0.5, -1],
        [0.3, 1.5, 0.7],
        [-0.4, 1.1, -2.5],
      ],
    ],
    [
      'det',
      (at) => det(at),
      [
        [2, 0.5, -1],
        [0.3, 1.5, 0.7],
        [-0.4, 1.1, -2.5],
      ],
    ],
    [
      'slogDet',
      (at) => slogDet(at).logarithm,
      [
        [2, 0.5, -1],
        [0.3, 1.5, 0.7],
        [-0.4, 1.1, -2.5],
      ],
    ],
    [
      'cholesky',
      (at) => cholesky(at.matmul(at.transpose())),
      [
        [2, 0.5, -1],
        [0.3, 1.5, 0.7],
        [-0.4, 1.1, -2.5],
      ],
    ],
    [
      'solveTriangular',
      (at) => solveTriangular(at, at),
      [
        [2, 0.5, -1],
        [0.3, 1.5, 0.7],
        [-0.4, 1.1, -2.5],
      ],
    ],
    [
      'solveTriangular, lower',
      (at) => solveTriangular(at, at, { lower: true }),
      [
        [2, 0.5, -1],
        [0.3, 1.5, 0.7],
        [-0.4, 1.1, -2.5],
      ],
    ],
    [
      'qr',
      (at) => qr(at).q,
      [
        [2, 0.5, -1],
        [0.3, 1.5, 0.7],
        [-0.4, 1.1, -2.5],
      ],
    ],
    [
      'r of qr',
      (at) => qr(at).r,
      [
        [2, 0.5, -1],
        [0.3, 1.5, 0.7],
        [-0.4, 1.1, -2.5],
      ],
    ],
  ])
})

onReference('linear algebra that does not fit', () => {
  test.each([
    [() => solve(tall, b), /solve: expected square matrices, got 4 rows and 2 columns/],
    [() => solve(a, [1, 2]), /solve: matrices \[3, 3\] need right-hand sides \[3\]/],
    [() => inv(b), /inv: expected a matrix or a stack of them, got shape \[3\]/],
    [() => qr(a, { mode: 'full' as 'reduced' }), /qr: unknown mode "full"/],
  ])('%s', (compute, message) => expect(compute).toThrow(message))

  test('second derivatives of a determinant', async () => {
    // det of [[x, 1], [1, x]] is x² - 1.
    const det2 = (x: Tensor): Tensor =>
      det(
        eye(2)
          .mul(x)
          .add(
            tensor([
              [0, 1],
              [1, 0],
            ]),
          ),
      ).sum()
    const second = grad((x: Tensor) => grad(det2)(x).sum())
    await expectTensor(second(tensor(3)), 2)
  })
})
