#ifndef CK_LOG_LANES_H
#define CK_LOG_LANES_H

#include <stdint.h>

// Eight lanes, whatever the width of the processor's registers: the compiler divides them.
typedef double ck_doubles __attribute__((vector_size(64)));
typedef int64_t ck_longs __attribute__((vector_size(64)));
typedef float ck_floats __attribute__((vector_size(32)));
typedef int32_t ck_ints __attribute__((vector_size(32)));

#define CK_LANES 8

// The functions that take vectors are always inlined, so there is no calling convention to warn of.
#pragma GCC diagnostic ignored "-Wpsabi"

#define CK_INLINE static inline __attribute__((always_inline))

/// Lane by lane `yes` where the mask is all ones and `no` where it is zero.
CK_INLINE ck_doubles ck_choose_doubles(ck_longs mask, ck_doubles yes, ck_doubles no) {
  return (ck_doubles)((mask & (ck_longs)yes) | (~mask & (ck_longs)no));
}

/// ck_log of eight positive, finite, normal doubles: the same operations in the same order (see ck_math.c).
CK_INLINE ck_doubles ck_log_lanes(ck_doubles x) {
#pragma STDC FP_CONTRACT OFF
  const ck_longs bits = (ck_longs)x;
  const ck_longs mantissa = bits & 0x000fffffffffffff;
  const ck_longs upper = mantissa >= 0x6a09e667f3bcd;  // −1 where 1 + f would be √2 or more
  // The biased exponent as the low bits of 2⁵² + exponent, so that no conversion from whole numbers is needed.
  const ck_longs exponent = (bits >> 52) - upper;
  const ck_doubles k = (ck_doubles)(exponent | 0x4330000000000000) - (0x1p52 + 1023.0);
  const ck_doubles f = (ck_doubles)(mantissa | (0x3ff0000000000000 ^ (upper & 0x0010000000000000))) - 1.0;

  const ck_doubles s = f / (2.0 + f);
  const ck_doubles z = s * s;
  ck_doubles p = z * (2.0 / 23.0) + 2.0 / 21.0;
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
  const ck_doubles half_square = 0.5 * f * f;
  return k * 0x1.62e42feep-1 - ((half_square - (s * (half_square + p) + k * 0x1.a39ef35793c76p-33)) - f);
}

#endif
