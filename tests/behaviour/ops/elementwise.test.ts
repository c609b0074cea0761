/** Functions of one or two numbers: values and gradients, edges included. */
import {
  acos,
  acosh,
  allClose,
  arrayEqual,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  bitwiseAnd,
  bitwiseNot,
  bitwiseOr,
  bitwiseXor,
  cbrt,
  copySign,
  cosh,
  deg2rad,
  divideNoNan,
  erf,
  erfInv,
  exp2,
  grad,
  heaviside,
  hypot,
  isClose,
  isFinite,
  isIn,
  isInf,
  isNaN,
  isNegInf,
  isPosInf,
  lerp,
  log10,
  log2,
  logAddExp,
  logAddExp2,
  logicalXor,
  logit,
  nanToNum,
  rad2deg,
  reciprocal,
  select,
  shiftLeft,
  shiftRight,
  signBit,
  sinc,
  sinh,
  tan,
  Tensor,
  tensor,
  trunc,
  xLogY,
} from '@neurite/core'
import { expect, test } from 'vitest'
import { onReference, testGradients, testValues } from './tables.ts'

const x = tensor([
  [0.625, -1.25, 2],
  [3.5, 0.25, -0.875],
])
const y = tensor([
  [1, -2, 0.5],
  [-1.5, 4, 0.125],
])
const unit = tensor([0.5, -0.25, 0.875, 0, -0.75])
const above = tensor([1.5, 2, 10, 1])
const positive = tensor([0.25, 1, 8, 1000])
const odd = tensor([NaN, Infinity, -Infinity, 0, -0, -1.5])
const k = tensor(
  [
    [5, -3, 0],
    [12, 7, -8],
  ],
  { dtype: 'int32' },
)
const m = tensor(
  [
    [3, 6, 1],
    [10, -1, 2],
  ],
  { dtype: 'int32' },
)
const flags = tensor([1, 0, 1, 0], { dtype: 'bool' })
const others = tensor([1, 1, 0, 0], { dtype: 'bool' })

// Expected numbers from NumPy 2, in double precision.
onReference('elementwise', () => {
  testValues([
    [
      'tan',
      () => tan(x),
      [
        [0.721484441, -3.00956967, -2.18503986],
        [0.37458564, 0.255341921, -1.19742163],
      ],
    ],
    [
      'atan',
      () => atan(x),
      [
        [0.558599315, -0.896055385, 1.10714872],
        [1.29249667, 0.244978663, -0.71883],
      ],
    ],
    [
      'sinh',
      () => sinh(x),
      [
        [0.666492264, -1.60191908, 3.62686041],
        [16.5426273, 0.252612317, -0.991006637],
      ],
    ],
    [
      'cosh',
      () => cosh(x),
      [
        [1.20175369, 1.88842388, 3.76219569],
        [16.5728247, 1.0314131, 1.40786866],
      ],
    ],
    [
      'asinh',
      () => asinh(x),
      [
        [0.590143686, -1.04759301, 1.44363548],
        [1.96572047, 0.247466462, -0.790168725],
      ],
    ],
    [
      'erf',
      () => erf(x),
      [
        [0.623240882, -0.922900128, 0.995322265],
        [0.999999257, 0.27632639, -0.784075061],
      ],
    ],
    [
      'exp2',
      () => exp2(x),
      [
        [1.54221083, 0.420448208, 4],
        [11.3137085, 1.18920712, 0.545253866],
      ],
    ],
    [
      'cbrt',
      () => cbrt(x),
      [
        [0.854987973, -1.07721735, 1.25992105],
        [1.51829449, 0.629960525, -0.956465591],
      ],
    ],
    [
      'reciprocal',
      () => reciprocal(x),
      [
        [1.6, -0.8, 0.5],
        [0.285714286, 4, -1.14285714],
      ],
    ],
    [
      'deg2rad',
      () => deg2rad(x),
      [
        [0.0109083078, -0.0218166156, 0.034906585],
        [0.0610865238, 0.00436332313, -0.015271631],
      ],
    ],
    [
      'rad2deg',
      () => rad2deg(x),
      [
        [35.8098622, -71.6197244, 114.591559],
        [200.535228, 14.3239449, -50.1338071],
      ],
    ],
    [
      'sinc',
      () => sinc(x),
      [
        [0.470527982, -0.180063263, -3.89817183e-17],
        [-0.0909456818, 0.900316316, 0.139213623],
      ],
    ],
    [
      'trunc',
      () => trunc(x),
      [
        [0, -1, 2],
        [3, 0, -0],
      ],
    ],
    ['asin', () => asin(unit), [0.523598776, -0.252680255, 1.06543582, 0, -0.848062079]],
    ['acos', () => acos(unit), [1.04719755, 1.82347658, 0.50536051, 1.57079633, 2.41885841]],
    ['atanh', () => atanh(unit), [0.549306144, -0.255412812, 1.3540251, 0, -0.972955075]],
    ['erfInv', () => erfInv(unit), [0.476936276, -0.225312055, 1.08478704, 0, -0.813419848]],
    ['asin outside', () => asin([1, -1, 1.5]), [1.57079633, -1.57079633, NaN]],
    ['acosh', () => acosh(above), [0.96242365, 1.3169579, 2.99322285, 0]],
    ['erfInv at the ends', () => erfInv([1, -1, 2, 0.999999, -0.9999]), [Infinity, -Infinity, NaN, 3.45707473, -2.75103544]],
    [
      'erfInv of the inverse in float64',
      () => erfInv(erf(tensor([0.1, -1.7, 2.9], { dtype: 'float64' }))).cast('float32'),
      [0.1, -1.7, 2.9],
    ],
    ['sinc at 0 and whole numbers', () => sinc([0, 1, 2.5]), [1, 3.89817183e-17, 0.127323954]],
    ['log2', () => log2(positive), [-2, 0, 3, 9.96578428]],
    ['log10', () => log10(positive), [-0.602059991, 0, 0.903089987, 3]],
    ['logit', () => logit([0.25, 0.5, 0.9375, 0, 1]), [-1.09861229, 0, 2.7080502, -Infinity, Infinity]],
    [
      'atan2',
      () => atan2(y, x),
      [
        [1.01219701, -2.12939564, 0.244978663],
        [-0.404891786, 1.50837752, 2.9996956],
      ],
    ],
    ['atan2 of numbers', () => atan2([0.5, 2, -1], -1), [2.67794504, 2.03444394, -2.35619449]],
    [
      'hypot',
      () => hypot(x, y),
      [
        [1.17924764, 2.35849528, 2.06155281],
        [3.80788655, 4.00780489, 0.883883476],
      ],
    ],
    ['hypot, great and infinite', () => hypot([3e30, Infinity, 0], [4e30, 1, 0]), [5e30, Infinity, 0]],
    [
      'logAddExp',
      () => logAddExp(x, y),
      [
        [1.52312326, -0.863128994, 2.20141328],
        [3.50671535, 4.02324546, 0.438261688],
      ],
    ],
    [
      'logAddExp2',
      () => logAddExp2(x, y),
      [
        [1.82465008, -0.576802207, 2.4367518],
        [3.54439412, 4.10343109, 0.709962501],
      ],
    ],
    [
      'logAddExp at the edges',
      () => logAddExp([-Infinity, -Infinity, Infinity, 1000], [-Infinity, 3, Infinity, 1000]),
      [-Infinity, 3, Infinity, 1000.69315],
    ],
    ['xLogY', () => xLogY([0, 0, 2, 3], [0, -1, 0.5, 0]), [0, 0, -1.38629436, -Infinity]],
    [
      'copySign',
      () => copySign(x, y),
      [
        [0.625, -1.25, 2],
        [-3.5, 0.25, 0.875],
      ],
    ],
    ['copySign of zeros', () => copySign([1, 2, 3], [-0, 0, -Infinity]), [-1, 2, -3]],
    ['signBit', () => signBit(odd), [0, 0, 1, 0, 1, 1], 'bool'],
    [
      'signBit of integers',
      () => signBit(k),
      [
        [0, 1, 0],
        [0, 0, 1],
      ],
      'bool',
    ],
    ['signBit in float64', () => signBit(tensor([-0, 0, -1e-300, 1e300], { dtype: 'float64' })), [1, 0, 1, 0], 'bool'],
    [
      'trunc of integers',
      () => trunc(k),
      [
        [5, -3, 0],
        [12, 7, -8],
      ],
      'int32',
    ],
    ['heaviside', () => heaviside([-1, 0, 2, NaN], 0.5), [0, 0.5, 1, NaN]],
    ['divideNoNan', () => divideNoNan([1, 2, 0], [2, 0, 0]), [0.5, 0, 0]],
    [
      'lerp',
      () => lerp(x, y, 0.25),
      [
        [0.71875, -1.4375, 1.625],
        [2.25, 1.1875, -0.625],
      ],
    ],
    ['nanToNum', () => nanToNum(odd, { posInf: 7, negInf: -7 }), [0, 7, -7, 0, -0, -1.5]],
    ['nanToNum to the ends', () => nanToNum([NaN, Infinity, -Infinity], { nan: 3 }), [3, 3.40282347e38, -3.40282347e38]],
    ['isNaN', () => isNaN(odd), [1, 0, 0, 0, 0, 0], 'bool'],
    ['isInf', () => isInf(odd), [0, 1, 1, 0, 0, 0], 'bool'],
    ['isPosInf', () => isPosInf(odd), [0, 1, 0, 0, 0, 0], 'bool'],
    ['isNegInf', () => isNegInf(odd), [0, 0, 1, 0, 0, 0], 'bool'],
    ['isFinite', () => isFinite(odd), [0, 0, 0, 1, 1, 1], 'bool'],
    [
      'isFinite of integers',
      () => isFinite(k),
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
      'bool',
    ],
    [
      'bitwiseAnd',
      () => bitwiseAnd(k, m),
      [
        [1, 4, 0],
        [8, 7, 0],
      ],
      'int32',
    ],
    [
      'bitwiseOr',
      () => bitwiseOr(k, m),
      [
        [7, -1, 1],
        [14, -1, -6],
      ],
      'int32',
    ],
    [
      'bitwiseXor',
      () => bitwiseXor(k, m),
      [
        [6, -5, 1],
        [6, -8, -6],
      ],
      'int32',
    ],
    [
      'bitwiseNot',
      () => bitwiseNot(k),
      [
        [-6, 2, -1],
        [-13, -8, 7],
      ],
      'int32',
    ],
    [
      'shiftLeft',
      () => shiftLeft(k, 3),
      [
        [40, -24, 0],
        [96, 56, -64],
      ],
      'int32',
    ],
    [
      'shiftRight',
      () => shiftRight(k, 1),
      [
        [2, -2, 0],
        [6, 3, -4],
      ],
      'int32',
    ],
    ['bitwiseXor of bool', () => bitwiseXor(flags, others), [0, 1, 1, 0], 'bool'],
    ['logicalXor', () => logicalXor(flags, others), [0, 1, 1, 0], 'bool'],
    ['logicalXor of numbers', () => logicalXor([0, 2, -1], [3, 5, 0]), [1, 0, 1], 'bool'],
    ['isClose', () => isClose([1, 1, Infinity, NaN, 0], [1.000005, 1.001, Infinity, NaN, 1e-9]), [1, 0, 1, 0, 1], 'bool'],
    [
      'isClose where NaN is NaN',
      () => isClose([NaN, 1, Infinity], [NaN, 2, 1], { equalNaN: true, relative: 0.6 }),
      [1, 1, 0],
      'bool',
    ],
    ['allClose', () => allClose(x, x.add(1e-7)), 1, 'bool'],
    ['allClose, not', () => allClose(x, y), 0, 'bool'],
    ['arrayEqual', () => arrayEqual(k, k), 1, 'bool'],
    ['arrayEqual of other shapes', () => arrayEqual(k, flags), 0, 'bool'],
    ['arrayEqual, not', () => arrayEqual(k, m), 0, 'bool'],
    [
      'isIn',
      () => isIn(k, [7, 0, 12]),
      [
        [0, 0, 1],
        [1, 1, 0],
      ],
      'bool',
    ],
    [
      'select',
      () => select([x.less(0), x.less(1)], [x.neg(), 10], x),
      [
        [10, 1.25, 2],
        [3.5, 10, 0.875],
      ],
    ],
  ])
})

onReference('gradients of elementwise', () => {
  testGradients([
    ['tan', (at) => tan(at), [0.3, -1.2, 0.75, 2.1]],
    ['atan', (at) => atan(at), [0.3, -1.2, 0.75, 2.1]],
    ['sinh', (at) => sinh(at), [0.3, -1.2, 0.75, 2.1]],
    ['cosh', (at) => cosh(at), [0.3, -1.2, 0.75, 2.1]],
    ['asinh', (at) => asinh(at), [0.3, -1.2, 0.75, 2.1]],
    ['erf', (at) => erf(at), [0.3, -1.2, 0.75, 2.1]],
    ['exp2', (at) => exp2(at), [0.3, -1.2, 0.75, 2.1]],
    ['cbrt', (at) => cbrt(at), [0.3, -1.2, 0.75, 2.1]],
    ['reciprocal', (at) => reciprocal(at), [0.3, -1.2, 0.75, 2.1]],
    ['deg2rad', (at) => deg2rad(at), [0.3, -1.2, 0.75, 2.1]],
    ['rad2deg', (at) => rad2deg(at), [0.3, -1.2, 0.75, 2.1]],
    ['sinc', (at) => sinc(at), [0.3, -1.2, 0.75, 2.1]],
    ['asin', (at) => asin(at), [0.3, -0.8, 0.1]],
    ['acos', (at) => acos(at), [0.3, -0.8, 0.1]],
    ['atanh', (at) => atanh(at), [0.3, -0.8, 0.1]],
    ['erfInv', (at) => erfInv(at), [0.3, -0.8, 0.1]],
    ['log2', (at) => log2(at), [0.3, 1.2, 7]],
    ['log10', (at) => log10(at), [0.3, 1.2, 7]],
    ['xLogY', (at) => xLogY(at, at), [0.3, 1.2, 7]],
    ['acosh', (at) => acosh(at), [1.3, 4]],
    ['logit', (at) => logit(at), [0.3, 0.8]],
    ['atan2', (at) => atan2(at, at.mul(2).add(1)), [0.3, -1.2]],
    ['hypot', (at) => hypot(at, at.square()), [0.3, -1.2]],
    ['logAddExp', (at) => logAddExp(at, at.square()), [0.3, -1.2, 5]],
    ['logAddExp2', (at) => logAddExp2(at, at.neg()), [0.3, -1.2]],
    ['copySign', (at) => copySign(at.square(), at), [0.3, -1.2]],
    ['divideNoNan', (at) => divideNoNan(at, at.add(1)), [0.3, 2]],
    ['lerp', (at) => lerp(at, at.square(), at), [0.3, 2]],
    ['select', (at) => select([at.less(0)], [at.square()], at.exp()), [0.3, -2]],
  ])
})

onReference('elementwise at the edges', () => {
  const slope = (fn: (x: Tensor) => Tensor, at: number): Promise<number> => grad((t: Tensor) => fn(t).sum())(tensor([at])).item()

  test.each([
    ['sinc at 0', sinc, 0, 0],
    ['hypot at the origin', (t: Tensor) => hypot(t, 0), 0, 0],
    ['logAddExp of equal numbers', (t: Tensor) => logAddExp(t, 2), 2, 0.5],
    ['logAddExp with nothing', (t: Tensor) => logAddExp(t, -Infinity), 2, 1],
    ['divideNoNan by 0', (t: Tensor) => divideNoNan(1, t), 0, 0],
    ['xLogY of 0', (t: Tensor) => xLogY(0, t), 0, 0],
    ['nanToNum of infinity', (t: Tensor) => nanToNum(t), Infinity, 0],
  ])('gradient of %s', async (_, fn, at, expected) => {
    expect(await slope(fn, at)).toBeCloseTo(expected, 6)
  })

  test('conditions and choices go in pairs', () => {
    expect(() => select([flags], [])).toThrow(/select: expected as many choices as conditions/)
  })
})
