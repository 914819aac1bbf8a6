#ifndef CK_MEASURES_H
#define CK_MEASURES_H

#include <stddef.h>
#include <stdint.h>

// The acquisition measures of many images at once.

/// What a pass over probabilities gives; every array has one element an image.
typedef struct {
  double *margin;            ///< Greatest less second greatest probability.
  double *entropy;           ///< −Σ p ln p over the positive p, in the order of the classes.
  double *least_confidence;  ///< One less the greatest probability.
  float *highest;            ///< The greatest probability, 0 where none is above it.
  int32_t *predicted;        ///< The first class that has it, 0 where none is above 0.
} ck_measures;

/// Computes all measures of `rows` images from row-major probabilities of `classes` classes.
///
/// Eight images lie side by side in the lanes of vectors, and each lane does what the plain loop would, with ck_log's
/// operations in ck_log's order and nothing fused; so every instruction set gives the bits of one image at a time.
void ck_measure_rows(const float *probabilities, size_t rows, size_t classes, ck_measures out);

#endif
