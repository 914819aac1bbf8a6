// Exponential, logarithm, sine and cosine from basic operations only; see ck_math.h.
//
// The polynomials are Taylor series long enough that their truncation is below 0.05 ulp on the reduced range.
// The ways in which the leading terms are added so that their rounding errors stay small are those of fdlibm
// (Sun Microsystems, 1993).

#include "include/ck_math.h"

#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

static inline uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// 2 to the power of a normal exponent.
static inline double power_of_two(int exponent) {
  return from_bits((uint64_t)(exponent + 1023) << 52);
}

// ln 2 = LN2_HIGH + LN2_LOW; the high part has 32 bits, so its product with an exponent is exact.
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define INVERSE_LN2 0x1.71547652b82fep+0
// Adding and subtracting it rounds to the nearest whole number.
#define ROUND_TO_WHOLE 0x1.8p52

double ck_exp(double x) {
  if (x != x) return x;
  if (x > 709.782712893384) return from_bits(0x7ff0000000000000u);
  if (x < -745.1332191019412) return 0.0;

  // x = k·ln 2 + r + c with |r| ≤ ½·ln 2 and c the rounding error of r.
  const double k = (x * INVERSE_LN2 + ROUND_TO_WHOLE) - ROUND_TO_WHOLE;
  const double high = x - k * LN2_HIGH;
  const double low = k * LN2_LOW;
  const double r = high - low;
  const double c = (high - r) - low;

  double p = 1.0 / 87178291200.0;
  p = p * r + 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  const double y = 1.0 + (r + (p * (r * r) + c));

  const int exponent = (int)k;
  if (exponent > 1023) return y * 2.0 * power_of_two(1023);
  if (exponent < -1021) return y * power_of_two(exponent + 1000) * power_of_two(-1000);
  return y * power_of_two(exponent);
}

double ck_log(double x) {
  uint64_t bits = bits_of(x);
  int exponent = 0;
  if (x != x) return x;
  if (x == 0.0) return from_bits(0xfff0000000000000u);
  if (bits >> 63) return from_bits(0x7ff8000000000000u);
  if (bits == 0x7ff0000000000000u) return x;
  if (bits < 0x0010000000000000u) {  // subnormal
    bits = bits_of(x * 0x1p54);
    exponent = -54;
  }

  // x = 2^k·(1 + f) with 1 + f in [√½, √2).
  exponent += (int)(bits >> 52) - 1023;
  uint64_t mantissa = bits & 0x000fffffffffffffu;
  if (mantissa >= 0x6a09e667f3bcdu) {
    exponent += 1;
    mantissa |= 0x3fe0000000000000u;
  } else {
    mantissa |= 0x3ff0000000000000u;
  }
  const double f = from_bits(mantissa) - 1.0;
  const double k = (double)exponent;

  // ln(1 + f) = 2·artanh(s), s = f / (2 + f), |s| < 0.1716.
  const double s = f / (2.0 + f);
  const double z = s * s;
  double p = 2.0 / 23.0;
  p = p * z + 2.0 / 21.0;
  p = p * z + 2.0 / 19.0;
  p = p * z + 2.0 / 17.0;
  p = p * z + 2.0 / 15.0;
  p = p * z + 2.0 / 13.0;
  p = p * z + 2.0 / 11.0;
  p = p * z + 2.0 / 9.0;
  p = p * z + 2.0 / 7.0;
  p = p * z + 2.0 / 5.0;
  p = p * z + 2.0 / 3.0;
  p = p * z;
  const double half_square = 0.5 * f * f;
  return k * LN2_HIGH - ((half_square - (s * (half_square + p) + k * LN2_LOW)) - f);
}

// π/2 in four parts; the first three have 33 bits, so their products with a whole number below 2²⁰ are exact.
#define HALF_PI_1 0x1.921fb544p+0
#define HALF_PI_2 0x1.0b4611a6p-34
#define HALF_PI_3 0x1.3198a2ep-69
#define HALF_PI_4 0x1.b839a252049c1p-104
#define TWO_OVER_PI 0x1.45f306dc9c883p-1
// π/2 in two parts of full length.
#define HALF_PI_HIGH 0x1.921fb54442d18p+0
#define HALF_PI_LOW 0x1.1a62633145c07p-54

// The bits of 2/π after the binary point, with one word of zeros before them.
static const uint64_t two_over_pi_bits[21] = {
    0x0000000000000000u, 0xa2f9836e4e441529u, 0xfc2757d1f534ddc0u, 0xdb6295993c439041u, 0xfe5163abdebbc561u,
    0xb7246e3a424dd2e0u, 0x06492eea09d1921cu, 0xfe1deb1cb129a73eu, 0xe88235f52ebb4484u, 0xe99c7026b45f7e41u,
    0x3991d639835339f4u, 0x9c845f8bbdf9283bu, 0x1ff897ffde05980fu, 0xef2f118b5a0a6d1fu, 0x6d367ecf27cb09b7u,
    0x4f463f669e5fea2du, 0x7527bac7ebe5f17bu, 0x3d0739f78a5292eau, 0x6bfb5fb11f8d5d08u, 0x56033046fc7b6babu,
    0xf0cfbc209af4361du};

typedef struct {
  double high, low;  // |high + low| ≤ π/4, a little more by rounding
  unsigned quadrant;
} reduced;

static inline uint64_t word_at(int first_bit) {
  const int index = first_bit >> 6, shift = first_bit & 63;
  if (shift == 0) return two_over_pi_bits[index];
  return two_over_pi_bits[index] << shift | two_over_pi_bits[index + 1] >> (64 - shift);
}

// x·2/π modulo 4 by whole numbers (Payne, Hanek, 1983); for 2²⁰ ≤ x < ∞.
static reduced reduce_large(double x) {
  const uint64_t bits = bits_of(x);
  const uint64_t mantissa = (bits & 0x000fffffffffffffu) | 0x0010000000000000u;
  const int exponent = (int)(bits >> 52) - 1075;  // x = mantissa·2^exponent, −32 ≤ exponent ≤ 971

  // Bits of 2/π whose product with x is a multiple of 4 do not matter; 192 bits from there do.
  const int start = exponent - 2 + 64;
  unsigned __int128 product = (unsigned __int128)word_at(start + 128) * mantissa;
  const uint64_t q0 = (uint64_t)product;
  product = (unsigned __int128)word_at(start + 64) * mantissa + (uint64_t)(product >> 64);
  const uint64_t q1 = (uint64_t)product;
  const uint64_t q2 = word_at(start) * mantissa + (uint64_t)(product >> 64);

  // q2 q1 q0 / 2¹⁹⁰: two bits of quadrant, then the fraction; a fraction of ½ or more counts back from the next.
  unsigned quadrant = (unsigned)(q2 >> 62);
  uint64_t f2 = q2 << 2 | q1 >> 62, f1 = q1 << 2 | q0 >> 62, f0 = q0 << 2;
  const int negative = (int)(f2 >> 63);
  if (negative) {
    quadrant += 1;
    f0 = ~f0 + 1;
    f1 = ~f1 + (f0 == 0);
    f2 = ~f2 + (f0 == 0 && f1 == 0);
  }
  int scale = 0;
  while (f2 >> 63 == 0 && scale < 128) {
    f2 = f2 << 1 | f1 >> 63;
    f1 = f1 << 1 | f0 >> 63;
    f0 <<= 1;
    scale += 1;
  }
  const double unit = power_of_two(-scale);
  const double a = (double)(f2 >> 11) * 0x1p-53 * unit;
  const double b = (double)((f2 & 0x7ff) << 42 | f1 >> 22) * 0x1p-106 * unit;

  // (a + b)·π/2; the error of a·π/2 by Dekker's product (1971), a times 2²⁷ + 1 splits it in halves.
  const double t = a * 134217729.0, a1 = t - (t - a), a2 = a - a1;
  const double c1 = 0x1.921fb54p+0, c2 = HALF_PI_HIGH - c1;
  const double p = a * HALF_PI_HIGH;
  const double error = ((a1 * c1 - p) + a1 * c2 + a2 * c1) + a2 * c2;
  const double tail = error + (a * HALF_PI_LOW + b * HALF_PI_HIGH);
  const double high = p + tail;
  const double low = (p - high) + tail;
  return (reduced){negative ? -high : high, negative ? -low : low, quadrant & 3};
}

// The exact difference a − b as its rounded value, with the rounding error in *error (Knuth, 1969).
static inline double difference(double a, double b, double *error) {
  const double d = a - b;
  const double bb = a - d;
  *error = (a - (d + bb)) + (bb - b);
  return d;
}

static reduced reduce(double x) {
  const double magnitude = from_bits(bits_of(x) & 0x7fffffffffffffffu);
  if (magnitude <= 0x1.921fb54442d18p-1) return (reduced){x, 0.0, 0};
  reduced result;
  if (magnitude < 0x1p20) {
    const double n = (magnitude * TWO_OVER_PI + ROUND_TO_WHOLE) - ROUND_TO_WHOLE;
    double e2, e3;
    const double r1 = magnitude - n * HALF_PI_1;
    const double r2 = difference(r1, n * HALF_PI_2, &e2);
    const double r3 = difference(r2, n * HALF_PI_3, &e3);
    const double tail = (e2 + e3) - n * HALF_PI_4;
    const double high = r3 + tail;
    result = (reduced){high, (r3 - high) + tail, (unsigned)(int)n & 3};
  } else {
    result = reduce_large(magnitude);
  }
  if (x < 0.0) result = (reduced){-result.high, -result.low, (4 - result.quadrant) & 3};
  return result;
}

static double sine(double x, double y) {
  const double z = x * x, v = z * x;
  double p = 1.0 / 355687428096000.0;
  p = p * z - 1.0 / 1307674368000.0;
  p = p * z + 1.0 / 6227020800.0;
  p = p * z - 1.0 / 39916800.0;
  p = p * z + 1.0 / 362880.0;
  p = p * z - 1.0 / 5040.0;
  p = p * z + 1.0 / 120.0;
  return x - ((z * (0.5 * y - v * p) - y) + v * (1.0 / 6.0));
}

static double cosine(double x, double y) {
  const double z = x * x;
  double p = -1.0 / 6402373705728000.0;
  p = p * z + 1.0 / 20922789888000.0;
  p = p * z - 1.0 / 87178291200.0;
  p = p * z + 1.0 / 479001600.0;
  p = p * z - 1.0 / 3628800.0;
  p = p * z + 1.0 / 40320.0;
  p = p * z - 1.0 / 720.0;
  p = p * z + 1.0 / 24.0;
  const double half = 0.5 * z, w = 1.0 - half;
  return w + (((1.0 - w) - half) + (z * z * p - x * y));
}

double ck_sin(double x) {
  if ((bits_of(x) & 0x7ff0000000000000u) == 0x7ff0000000000000u) return x - x;
  if (x == 0.0) return x;
  const reduced r = reduce(x);
  switch (r.quadrant) {
    case 0: return sine(r.high, r.low);
    case 1: return cosine(r.high, r.low);
    case 2: return -sine(r.high, r.low);
    default: return -cosine(r.high, r.low);
  }
}

double ck_cos(double x) {
  if ((bits_of(x) & 0x7ff0000000000000u) == 0x7ff0000000000000u) return x - x;
  const reduced r = reduce(x);
  switch (r.quadrant) {
    case 0: return cosine(r.high, r.low);
    case 1: return -sine(r.high, r.low);
    case 2: return -cosine(r.high, r.low);
    default: return sine(r.high, r.low);
  }
}
