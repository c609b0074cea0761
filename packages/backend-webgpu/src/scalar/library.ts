/** Functions in WGSL that tasks call, each with those that it calls itself. */

interface LibraryFunction {
  readonly text: string
  readonly calls?: readonly string[]
}

/** Saturating conversion to integers of a range; NaN gives 0. Whole bounds of 32 bits are no float32, so they are asked for. */
const toInteger = (type: 'i32' | 'u32', dtype: string, least: string, most: string, bound: string): string =>
  `fn to_${dtype}(x: f32) -> ${type} {
  if (is_nan(x)) { return ${type}(0); }
  if (x >= ${bound}) { return ${most}; }
  if (x <= ${type === 'i32' ? `-${bound}` : '0.0'}) { return ${least}; }
  return ${type}(x);
}`

/** By name. */
export const library: Readonly<Record<string, LibraryFunction>> = {
  // A call is no constant expression, so any bits may be given: WGSL refuses constants that are infinite or no number.
  from_bits: { text: 'fn from_bits(bits: u32) -> f32 { return bitcast<f32>(bits); }' },
  // Drivers fold products with 0 and the like as if there were no NaN: the first number of the table is 0, which they cannot know.
  hidden: { text: 'fn hidden(bits: u32) -> f32 { return bitcast<f32>(bits ^ bitcast<u32>(table[0].x)); }' },
  // The same number, of which compilers know nothing: they take (a + b) - a for b.
  kept: { text: 'fn kept(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) ^ bitcast<u32>(table[0].x)); }' },
  const_i32: { text: 'fn const_i32(x: i32) -> i32 { return x; }' },
  const_u32: { text: 'fn const_u32(x: u32) -> u32 { return x; }' },
  // Compilers may assume that there are no NaNs, so their bits are looked at.
  is_nan: { text: 'fn is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }' },
  is_inf: { text: 'fn is_inf(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) == 0x7f800000u; }' },
  either_nan: { calls: ['is_nan'], text: 'fn either_nan(a: f32, b: f32) -> bool { return is_nan(a) || is_nan(b); }' },
  is_truthy: { text: 'fn is_truthy(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) != 0u; }' },
  // To the nearest: conversions of the device are not, beyond 2^31.
  value_u32: {
    text: 'fn value_u32(x: u32) -> f32 {\n  if (x < 0x80000000u) { return f32(i32(x)); }\n  return 2.0 * f32(i32((x >> 1u) | (x & 1u)));\n}',
  },
  nan: { calls: ['from_bits'], text: 'fn nan() -> f32 { return from_bits(0x7fc00000u); }' },
  infinity: { calls: ['from_bits'], text: 'fn infinity() -> f32 { return from_bits(0x7f800000u); }' },
  with_sign: {
    text: 'fn with_sign(x: f32, s: f32) -> f32 { return bitcast<f32>((bitcast<u32>(x) & 0x7fffffffu) | (bitcast<u32>(s) & 0x80000000u)); }',
  },
  min_f32: {
    calls: ['is_nan'],
    text: 'fn min_f32(a: f32, b: f32) -> f32 {\n  if (is_nan(a)) { return a; }\n  if (is_nan(b)) { return b; }\n  return min(a, b);\n}',
  },
  max_f32: {
    calls: ['is_nan'],
    text: 'fn max_f32(a: f32, b: f32) -> f32 {\n  if (is_nan(a)) { return a; }\n  if (is_nan(b)) { return b; }\n  return max(a, b);\n}',
  },
  sign_f32: {
    calls: ['is_nan', 'with_sign'],
    text: 'fn sign_f32(x: f32) -> f32 {\n  if (is_nan(x)) { return x; }\n  return with_sign(select(1.0, 0.0, x == 0.0), x);\n}',
  },
  // Nor may they take (a / b) * b for a.
  div_f32: { calls: ['kept'], text: 'fn div_f32(a: f32, b: f32) -> f32 { return kept(a / b); }' },
  div_i32: {
    text: 'fn div_i32(a: i32, b: i32) -> i32 {\n  if (b == 0i) { return 0i; }\n  if (b == -1i) { return 0i - a; }\n  return a / b;\n}',
  },
  div_u32: { text: 'fn div_u32(a: u32, b: u32) -> u32 {\n  if (b == 0u) { return 0u; }\n  return a / b;\n}' },
  mod_f32: {
    calls: ['is_nan', 'is_inf', 'nan', 'with_sign'],
    // The remainder of whole parts, bit by bit: exact however far apart the two are.
    text: `fn mod_f32(a: f32, b: f32) -> f32 {
  if (is_nan(a) || is_nan(b) || is_inf(a) || b == 0.0) { return nan(); }
  var r = abs(a);
  let m = abs(b);
  if (is_inf(b)) {
    if (r == 0.0 || (a < 0.0) == (b < 0.0)) { return with_sign(r, b); }
    return b;
  }
  for (var i = 0; i < 300 && r >= m; i += 1) {
    var step = m;
    let gap = i32((bitcast<u32>(r) >> 23u) & 0xffu) - i32((bitcast<u32>(m) >> 23u) & 0xffu);
    if (gap > 0) {
      step = ldexp(m, gap);
      if (step > r) { step = ldexp(m, gap - 1); }
    }
    r = r - step;
  }
  // What a device takes for zero has to be one.
  if ((bitcast<u32>(r) >> 23u) == 0u) { return with_sign(0.0, b); }
  if ((a < 0.0) != (b < 0.0)) { r = m - r; }
  return with_sign(r, b);
}`,
  },
  mod_i32: {
    text: `fn mod_i32(a: i32, b: i32) -> i32 {
  if (b == 0i || b == -1i) { return 0i; }
  let r = a % b;
  return select(r, r + b, r != 0i && ((r < 0i) != (b < 0i)));
}`,
  },
  mod_u32: { text: 'fn mod_u32(a: u32, b: u32) -> u32 {\n  if (b == 0u) { return 0u; }\n  return a % b;\n}' },
  pow_u32: {
    text: `fn pow_u32(base: u32, exponent: u32) -> u32 {
  var result = 1u;
  var b = base;
  for (var e = exponent; e > 0u; e >>= 1u) {
    if ((e & 1u) == 1u) { result *= b; }
    b *= b;
  }
  return result;
}`,
  },
  pow_i32: {
    calls: ['pow_u32'],
    text: `fn pow_i32(base: i32, exponent: i32) -> i32 {
  if (exponent >= 0i) { return bitcast<i32>(pow_u32(bitcast<u32>(base), bitcast<u32>(exponent))); }
  if (base == 1i) { return 1i; }
  if (base == -1i) { return select(1i, -1i, (exponent & 1i) == 1i); }
  return 0i;
}`,
  },
  exp_f32: {
    calls: ['is_nan', 'infinity', 'exp_reduced'],
    // 2^k * e^r with |r| <= ln(2) / 2, in two factors so that neither overflows; about 1 ulp.
    text: `fn exp_f32(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (x > 88.8) { return infinity(); }
  if (x < -104.0) { return 0.0; }
  let k = round(x * 1.44269504);
  let e = exp_reduced(fma(k, -1.42860677e-6, fma(k, -0.693145752, x)));
  let half = i32(k) / 2;
  return e * bitcast<f32>((half + 127) << 23u) * bitcast<f32>((i32(k) - half + 127) << 23u);
}`,
  },
  exp_reduced: {
    text: 'fn exp_reduced(r: f32) -> f32 { return 1.0 + r * (1.0 + r * (0.5 + r * (0.16666667 + r * (0.041666668 + r * (0.008333337 + r * (0.0013888889 + r * 0.0001984127)))))); }',
  },
  expm1_f32: {
    calls: ['exp_f32', 'is_nan'],
    text: `fn expm1_f32(x: f32) -> f32 {
  if (is_nan(x) || abs(x) < 1e-7) { return x; }
  if (abs(x) > 0.5) { return exp_f32(x) - 1.0; }
  return x + x * x * (0.5 + x * (0.16666667 + x * (0.041666668 + x * (0.008333333 + x * (0.0013888889 + x * (0.0001984127 + x * (2.4801587e-5 + x * 2.7557319e-6)))))));
}`,
  },
  log_f32: {
    calls: ['is_nan', 'is_inf', 'nan', 'infinity'],
    // x = 2^k * m with m from sqrt(1/2) to sqrt(2); log(m) by the series of atanh; about 1 ulp.
    text: `fn log_f32(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (x < 0.0) { return nan(); }
  if (x == 0.0) { return -infinity(); }
  if (is_inf(x)) { return x; }
  var y = x;
  var k = 0.0;
  if (y < 1.1754944e-38) { y *= 8388608.0; k = -23.0; }
  let bits = bitcast<u32>(y);
  k += f32(i32(bits >> 23u) - 127);
  var m = bitcast<f32>((bits & 0x7fffffu) | 0x3f800000u);
  if (m > 1.4142135) { m *= 0.5; k += 1.0; }
  let f = m - 1.0;
  let s = f / (2.0 + f);
  let z = s * s;
  let tail = z * (0.6666667 + z * (0.4 + z * (0.2857143 + z * (0.22222222 + z * (0.18181819 + z * 0.15384616)))));
  let h = 0.5 * f * f;
  return k * 0.693145752 - ((h - (s * (h + tail) + k * 1.42860677e-6)) - f);
}`,
  },
  log1p_f32: {
    calls: ['log_f32', 'is_nan', 'is_inf'],
    text: `fn log1p_f32(x: f32) -> f32 {
  if (is_nan(x) || abs(x) < 1e-7 || (is_inf(x) && x > 0.0)) { return x; }
  if (x > -0.29 && x < 0.41) {
    let s = x / (2.0 + x);
    let z = s * s;
    return 2.0 * s + s * z * (0.6666667 + z * (0.4 + z * (0.2857143 + z * (0.22222222 + z * (0.18181819 + z * 0.15384616)))));
  }
  let u = 1.0 + x;
  return log_f32(u);
}`,
  },
  sqrt_f32: { calls: ['nan'], text: 'fn sqrt_f32(x: f32) -> f32 {\n  if (x < 0.0) { return nan(); }\n  return sqrt(x);\n}' },
  rsqrt_f32: {
    calls: ['nan'],
    text: 'fn rsqrt_f32(x: f32) -> f32 {\n  if (x < 0.0) { return nan(); }\n  return 1.0 / sqrt(x);\n}',
  },
  // x less the nearest multiple of pi / 2, which stands in parts of few bits, so that products with small counts are exact.
  quarter_turns: {
    calls: ['far_quarter_turns'],
    text: `fn quarter_turns(x: f32) -> vec2<f32> {
  if (abs(x) >= 256.0) { return far_quarter_turns(x); }
  let k = round(x * 0.63661977);
  return vec2<f32>(k, (((x - k * 1.5703125) - k * 0.0004837512969970703) - k * 7.549533620476723e-08) - k * 2.563344151594519e-12);
}`,
  },
  mul_wide: {
    text: `fn mul_wide(a: u32, b: u32) -> vec2<u32> {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let left = (a >> 16u) * (b & 0xffffu);
  let right = (a & 0xffffu) * (b >> 16u);
  let middle = (low >> 16u) + (left & 0xffffu) + (right & 0xffffu);
  return vec2<u32>((low & 0xffffu) | (middle << 16u), (a >> 16u) * (b >> 16u) + (left >> 16u) + (right >> 16u) + (middle >> 16u));
}`,
  },
  far_quarter_turns: {
    calls: ['mul_wide'],
    // The product of all bits of x with enough of those of 2 / pi (Payne and Hanek 1983): exact however large x is.
    text: `fn far_quarter_turns(x: f32) -> vec2<f32> {
  let bits = bitcast<u32>(x);
  let exponent = ((bits >> 23u) & 0xffu) - 126u;
  let mantissa = (bits << 8u) | 0x80000000u;
  var turns = array<u32, 7>(0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu);
  var product: array<u32, 9>;
  var carry = 0u;
  for (var i = 6; i >= 0; i -= 1) {
    let wide = mul_wide(mantissa, turns[i]);
    let low = wide.x + carry;
    carry = wide.y + select(0u, 1u, low < carry);
    product[i + 2] = low;
  }
  product[1] = carry;
  let first = exponent >> 5u;
  let shift = exponent & 31u;
  var quarter = (product[first] << shift) | ((product[first + 1u] >> 1u) >> (31u - shift));
  var high = (product[first + 1u] << shift) | ((product[first + 2u] >> 1u) >> (31u - shift));
  var low = (product[first + 2u] << shift) | ((product[first + 3u] >> 1u) >> (31u - shift));
  var side = 1.0;
  if (high >= 0x80000000u) {
    quarter += 1u;
    high = ~high + select(0u, 1u, low == 0u);
    low = ~low + 1u;
    side = -1.0;
  }
  let rest = side * 1.5707964 * (f32(high) * 2.3283064365386963e-10 + f32(low >> 1u) * 1.0842021724855044e-19);
  let count = f32(quarter & 3u);
  if (x < 0.0) { return vec2<f32>(-count, -rest); }
  return vec2<f32>(count, rest);
}`,
  },
  sin_reduced: {
    text: 'fn sin_reduced(r: f32) -> f32 { let z = r * r; return r + r * z * (-0.16666667 + z * (0.008333333 + z * (-0.00019841270 + z * 2.7557319e-6))); }',
  },
  cos_reduced: {
    text: 'fn cos_reduced(r: f32) -> f32 { let z = r * r; return 1.0 - 0.5 * z + z * z * (0.041666668 + z * (-0.0013888889 + z * (2.4801587e-5 - z * 2.7557319e-7))); }',
  },
  sin_f32: {
    calls: ['quarter_turns', 'sin_reduced', 'cos_reduced', 'is_nan', 'is_inf', 'nan'],
    text: `fn sin_f32(x: f32) -> f32 {
  if (is_nan(x) || is_inf(x)) { return nan(); }
  let t = quarter_turns(x);
  let q = i32(t.x) & 3;
  let v = select(sin_reduced(t.y), cos_reduced(t.y), (q & 1) == 1);
  return select(v, -v, q >= 2);
}`,
  },
  cos_f32: {
    calls: ['quarter_turns', 'sin_reduced', 'cos_reduced', 'is_nan', 'is_inf', 'nan'],
    text: `fn cos_f32(x: f32) -> f32 {
  if (is_nan(x) || is_inf(x)) { return nan(); }
  let t = quarter_turns(x);
  let q = i32(t.x) & 3;
  let v = select(cos_reduced(t.y), sin_reduced(t.y), (q & 1) == 1);
  return select(v, -v, q == 1 || q == 2);
}`,
  },
  tan_f32: { calls: ['sin_f32', 'cos_f32'], text: 'fn tan_f32(x: f32) -> f32 { return sin_f32(x) / cos_f32(x); }' },
  atan_f32: {
    calls: ['is_nan', 'is_inf', 'with_sign'],
    text: `fn atan_f32(x: f32) -> f32 {
  if (is_nan(x) || x == 0.0) { return x; }
  let a = abs(x);
  if (is_inf(x) || a > 1e8) { return with_sign(1.57079633, x); }
  var base = 0.0;
  var t = a;
  if (a > 2.41421356) { base = 1.57079633; t = -1.0 / a; }
  else if (a > 0.41421356) { base = 0.785398163; t = (a - 1.0) / (a + 1.0); }
  let z = t * t;
  let v = t + t * z * (-0.33333333 + z * (0.2 + z * (-0.14285714 + z * (0.11111111 + z * (-0.090909091 + z * (0.076923077 - z * 0.05))))));
  return with_sign(base + v, x);
}`,
  },
  atan2_f32: {
    calls: ['atan_f32', 'is_nan', 'is_inf', 'with_sign', 'nan'],
    text: `fn atan2_f32(y: f32, x: f32) -> f32 {
  if (is_nan(x) || is_nan(y)) { return nan(); }
  let back = (bitcast<u32>(x) >> 31u) == 1u;
  var a = 0.0;
  if (is_inf(x) && is_inf(y)) { a = select(0.785398163, 2.35619449, back); }
  else if (y == 0.0 || (is_inf(x) && !is_inf(y))) { a = select(0.0, 3.14159265, back); }
  else if (x == 0.0 || is_inf(y)) { a = 1.57079633; }
  else { a = atan_f32(abs(y) / abs(x)); a = select(a, 3.14159265 - a, back); }
  return with_sign(a, y);
}`,
  },
  asin_f32: {
    calls: ['atan2_f32', 'is_nan', 'nan'],
    text: 'fn asin_f32(x: f32) -> f32 {\n  if (is_nan(x) || abs(x) > 1.0) { return nan(); }\n  return atan2_f32(x, sqrt((1.0 - x) * (1.0 + x)));\n}',
  },
  acos_f32: {
    calls: ['atan2_f32', 'is_nan', 'nan'],
    text: 'fn acos_f32(x: f32) -> f32 {\n  if (is_nan(x) || abs(x) > 1.0) { return nan(); }\n  return atan2_f32(sqrt((1.0 - x) * (1.0 + x)), x);\n}',
  },
  sinh_f32: {
    calls: ['expm1_f32', 'exp_f32', 'is_nan', 'with_sign'],
    text: `fn sinh_f32(x: f32) -> f32 {
  if (is_nan(x) || abs(x) < 1e-4) { return x; }
  let a = abs(x);
  if (a > 80.0) { let h = exp_f32(0.5 * a); return with_sign(0.5 * h * h, x); }
  let e = expm1_f32(a);
  return with_sign(0.5 * (e + e / (e + 1.0)), x);
}`,
  },
  cosh_f32: {
    calls: ['exp_f32', 'is_nan'],
    text: `fn cosh_f32(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  let a = abs(x);
  if (a > 80.0) { let h = exp_f32(0.5 * a); return 0.5 * h * h; }
  let e = exp_f32(a);
  return 0.5 * (e + 1.0 / e);
}`,
  },
  tanh_f32: {
    calls: ['expm1_f32', 'is_nan', 'with_sign'],
    text: `fn tanh_f32(x: f32) -> f32 {
  if (is_nan(x) || abs(x) < 1e-4) { return x; }
  if (abs(x) > 10.0) { return with_sign(1.0, x); }
  let e = expm1_f32(2.0 * abs(x));
  return with_sign(e / (e + 2.0), x);
}`,
  },
  asinh_f32: {
    calls: ['log_f32', 'log1p_f32', 'is_nan', 'is_inf', 'with_sign'],
    text: `fn asinh_f32(x: f32) -> f32 {
  if (is_nan(x) || is_inf(x) || abs(x) < 1e-4) { return x; }
  let a = abs(x);
  if (a > 1e9) { return with_sign(log_f32(a) + 0.693147181, x); }
  return with_sign(log1p_f32(a + a * a / (1.0 + sqrt(a * a + 1.0))), x);
}`,
  },
  acosh_f32: {
    calls: ['log_f32', 'log1p_f32', 'is_nan', 'is_inf', 'nan'],
    text: `fn acosh_f32(x: f32) -> f32 {
  if (is_nan(x) || x < 1.0) { return nan(); }
  if (is_inf(x)) { return x; }
  if (x > 1e9) { return log_f32(x) + 0.693147181; }
  let t = x - 1.0;
  return log1p_f32(t + sqrt(t * (t + 2.0)));
}`,
  },
  atanh_f32: {
    calls: ['log1p_f32', 'is_nan', 'nan', 'infinity', 'with_sign'],
    text: `fn atanh_f32(x: f32) -> f32 {
  if (is_nan(x) || abs(x) > 1.0) { return nan(); }
  if (abs(x) == 1.0) { return with_sign(infinity(), x); }
  if (abs(x) < 1e-4) { return x; }
  return with_sign(0.5 * log1p_f32(2.0 * abs(x) / (1.0 - abs(x))), x);
}`,
  },
  sigmoid_f32: {
    calls: ['exp_f32', 'is_nan'],
    text: `fn sigmoid_f32(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  let e = exp_f32(-abs(x));
  return select(e, 1.0, x >= 0.0) / (1.0 + e);
}`,
  },
  erf_f32: {
    calls: ['exp_f32', 'is_nan', 'with_sign'],
    // The series near 0; elsewhere the Chebyshev fit of erfc, good to 1.2e-7 relative (Press et al., Numerical Recipes, 6.2).
    text: `fn erf_f32(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  let a = abs(x);
  if (a > 4.0) { return with_sign(1.0, x); }
  if (a < 1.0) {
    let z = x * x;
    return x * (1.1283792 + z * (-0.37612639 + z * (0.11283792 + z * (-0.026866171 + z * (0.0052239776 + z * (-0.00085483270 + z * (0.00012055333 + z * (-1.4925651e-5 + z * 1.6462115e-6))))))));
  }
  let t = 1.0 / (1.0 + 0.5 * a);
  let p = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  return with_sign(1.0 - t * exp_f32(p - a * a), x);
}`,
  },
  pow_f32: {
    calls: ['is_nan', 'is_inf', 'nan', 'infinity', 'pow_whole', 'pow_positive'],
    text: `fn pow_f32(x: f32, y: f32) -> f32 {
  if (y == 0.0 || x == 1.0) { return 1.0; }
  if (is_nan(x) || is_nan(y)) { return nan(); }
  let a = abs(x);
  if (is_inf(y)) {
    if (a == 1.0) { return 1.0; }
    return select(0.0, infinity(), (a > 1.0) == (y > 0.0));
  }
  let isWhole = abs(y) >= 8388608.0 || floor(y) == y;
  let isOdd = isWhole && abs(y) < 16777216.0 && (i32(y) & 1) == 1;
  let negative = (bitcast<u32>(x) >> 31u) == 1u;
  let s = select(1.0, -1.0, negative && isOdd);
  if (a == 0.0) { return select(0.0, infinity(), y < 0.0) * s; }
  if (is_inf(x)) { return select(infinity(), 0.0, y < 0.0) * s; }
  if (negative && !isWhole) { return nan(); }
  if (isWhole && y > 0.0 && y <= 8.0) { return pow_whole(x, u32(y)); }
  return s * pow_positive(a, y);
}`,
  },
  pow_whole: {
    text: `fn pow_whole(x: f32, y: u32) -> f32 {
  var result = 1.0;
  var b = x;
  for (var e = y; e > 0u; e >>= 1u) {
    if ((e & 1u) == 1u) { result *= b; }
    b *= b;
  }
  return result;
}`,
  },
  // The first half of a number's bits, so that products of two such are exact.
  leading: { text: 'fn leading(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u); }' },
  pow_positive: {
    calls: ['exp_f32', 'infinity', 'leading', 'kept'],
    // e^(y log x), with the logarithm and its product with y in two numbers each (Dekker 1971): the exponent's error would grow.
    text: `fn pow_positive(x: f32, y: f32) -> f32 {
  var scaled = x;
  var k = 0.0;
  if (scaled < 1.1754944e-38) { scaled *= 8388608.0; k = -23.0; }
  let bits = bitcast<u32>(scaled);
  k += f32(i32(bits >> 23u) - 127);
  var m = bitcast<f32>((bits & 0x7fffffu) | 0x3f800000u);
  if (m > 1.4142135) { m *= 0.5; k += 1.0; }
  let f = m - 1.0;
  let s = f / (2.0 + f);
  let s_high = leading(s);
  let f_high = leading(f);
  let first = kept(f - 2.0 * s_high);
  let second = kept(first - s_high * f_high);
  let s_low = kept(second - s_high * kept(f - f_high)) / (2.0 + f);
  let z = s * s;
  let tail = s * z * (0.6666667 + z * (0.4 + z * (0.2857143 + z * (0.22222222 + z * 0.18181819))));
  let whole = k * 0.693145752;
  let high = kept(whole + 2.0 * s_high);
  let part = kept(high - whole);
  let low = kept(kept(whole - kept(high - part)) + kept(2.0 * s_high - part)) + (k * 1.42860682e-6 + (2.0 * s_low + tail));
  let l_high = leading(high);
  let l_low = kept(high - l_high) + low;
  let y_high = leading(y);
  let y_low = y - y_high;
  let product = kept(y_high * l_high);
  let rest = y_high * l_low + y_low * l_high + y_low * l_low;
  let sum = kept(product + rest);
  if (sum > 89.0) { return infinity(); }
  if (sum < -104.0) { return 0.0; }
  let e = exp_f32(sum);
  return e * (1.0 + (kept(product - sum) + rest));
}`,
  },
  to_int32: { calls: ['is_nan'], text: toInteger('i32', 'int32', 'i32(-2147483647 - 1)', '2147483647i', '2147483648.0') },
  to_int8: { calls: ['is_nan'], text: toInteger('i32', 'int8', '-128i', '127i', '128.0') },
  to_uint32: { calls: ['is_nan'], text: toInteger('u32', 'uint32', '0u', '4294967295u', '4294967296.0') },
  to_uint8: { calls: ['is_nan'], text: toInteger('u32', 'uint8', '0u', '255u', '256.0') },
  // To the nearest float16, halves to even, by integers: the device's own packing leaves overflow and denormals open.
  half_bits: {
    text: `fn half_bits(x: f32) -> u32 {
  let b = bitcast<u32>(x);
  let s = (b >> 16u) & 0x8000u;
  let a = b & 0x7fffffffu;
  if (a > 0x7f800000u) { return s | 0x7e00u; }
  if (a >= 0x477ff000u) { return s | 0x7c00u; }
  if (a >= 0x38800000u) {
    let r = a + 0xfffu + ((a >> 13u) & 1u);
    return s | ((r - 0x38000000u) >> 13u);
  }
  if (a < 0x33000000u) { return s; }
  let shift = 126u - (a >> 23u);
  let m = (a & 0x7fffffu) | 0x800000u;
  let kept = m >> shift;
  let rest = m & ((1u << shift) - 1u);
  let tie = 1u << (shift - 1u);
  return s | (kept + select(0u, 1u, rest > tie || (rest == tie && (kept & 1u) == 1u)));
}`,
  },
  half_value: {
    text: `fn half_value(h: u32) -> f32 {
  let s = (h & 0x8000u) << 16u;
  let e = (h >> 10u) & 0x1fu;
  let m = h & 0x3ffu;
  if (e == 0u) { let v = f32(m) * 5.9604645e-8; return bitcast<f32>(bitcast<u32>(v) | s); }
  if (e == 31u) { return bitcast<f32>(s | 0x7f800000u | (m << 13u)); }
  return bitcast<f32>(s | ((e + 112u) << 23u) | (m << 13u));
}`,
  },
  round_half: { calls: ['half_bits', 'half_value'], text: 'fn round_half(x: f32) -> f32 { return half_value(half_bits(x)); }' },
}

/** The text of functions and of what they call, each once, callees first. */
export function libraryText(names: ReadonlySet<string>): string {
  const texts = new Map<string, string>()
  const add = (name: string): void => {
    const entry = library[name]
    if (!entry) throw new Error(`internal: webgpu: no WGSL function ${name}`)
    if (texts.has(name)) return
    for (const callee of entry.calls ?? []) add(callee)
    texts.set(name, entry.text)
  }
  for (const name of [...names].sort()) add(name)
  return [...texts.values()].join('\n')
}
