#ifndef CK_MATH_H
#define CK_MATH_H

// Elementary functions with the same bits on every machine.
//
// They consist of + - * / on doubles and of integer operations, in a fixed order and without fused
// multiply-add, so neither the processor nor the C library shows in a result. The error is below 1 ulp for
// ck_exp and ck_log and below 1 ulp for ck_sin and ck_cos over the whole range of double, measured against
// correctly rounded values (Tests/SelectionTests/MathKernelTests.swift compares with libm).

/// e to the power of x. Overflow gives infinity, underflow 0; NaN gives NaN.
double ck_exp(double x);

/// The natural logarithm. 0 gives minus infinity, a negative number NaN, infinity itself.
double ck_log(double x);

/// The sine of x radians, exact argument reduction for every finite x. Infinity and NaN give NaN.
double ck_sin(double x);

/// The cosine of x radians, exact argument reduction for every finite x. Infinity and NaN give NaN.
double ck_cos(double x);

#endif
