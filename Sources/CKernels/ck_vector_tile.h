// The loops over blocks of 2 points and 2 centroids. An instruction set's file includes it after defining
// TARGET, its function attribute, and block(), the four inner products of such a block; it is not a header in its own right.

#include <math.h>

// The scores of 2 points and 2 centroids, that of point p and centroid c at 2·p + c. What lies past the last
// centroid scores infinity.
TARGET static inline void score_block(const float *x0, const float *x1, const float *centroids, const float *norms,
                                      size_t first, size_t centroid_count, size_t stride, float score[4]) {
  const int alone = first + 1 >= centroid_count;
  const float *c0 = centroids + first * stride;
  block(x0, x1, c0, alone ? c0 : c0 + stride, stride, score);
  const float norm0 = norms[first], norm1 = alone ? INFINITY : norms[first + 1];
  score[0] = fmaf(-2.0f, score[0], norm0);
  score[1] = fmaf(-2.0f, score[1], norm1);
  score[2] = fmaf(-2.0f, score[2], norm0);
  score[3] = fmaf(-2.0f, score[3], norm1);
}

enum { TILE = 256 };

TARGET static void nearest(const float *points, const int32_t *rows, size_t count, const float *centroids,
                           const float *norms, size_t centroid_count, size_t stride, int32_t *index,
                           float *score) {
  const size_t panel = ck_panel(stride);
  for (size_t i = 0; i < count; i++) index[i] = -1, score[i] = INFINITY;
  for (size_t start = 0; start < count; start += TILE) {
    const size_t end = count - start < TILE ? count : start + TILE;
    for (size_t from = 0; from < centroid_count; from += panel) {
      const size_t to = from + panel < centroid_count ? from + panel : centroid_count;
      for (size_t p = start; p < end; p += 2) {
        const size_t q = p + 1 < end ? p + 1 : p;
        const float *x0 = ck_row(points, rows, p, stride), *x1 = ck_row(points, rows, q, stride);
        float least0 = score[p], least1 = score[q];
        int32_t at0 = index[p], at1 = index[q];
        for (size_t c = from; c < to; c += 2) {
          float s[4];
          score_block(x0, x1, centroids, norms, c, centroid_count, stride, s);
          if (s[0] < least0) least0 = s[0], at0 = (int32_t)c;
          if (s[1] < least0) least0 = s[1], at0 = (int32_t)c + 1;
          if (s[2] < least1) least1 = s[2], at1 = (int32_t)c;
          if (s[3] < least1) least1 = s[3], at1 = (int32_t)c + 1;
        }
        score[q] = least1, index[q] = at1;
        score[p] = least0, index[p] = at0;
      }
    }
  }
}

TARGET static void scores(const float *points, const int32_t *rows, size_t count, const float *centroids,
                          const float *norms, size_t centroid_count, size_t stride, float *result) {
  const size_t panel = ck_panel(stride);
  for (size_t start = 0; start < count; start += TILE) {
    const size_t end = count - start < TILE ? count : start + TILE;
    for (size_t from = 0; from < centroid_count; from += panel) {
      const size_t to = from + panel < centroid_count ? from + panel : centroid_count;
      for (size_t p = start; p < end; p += 2) {
        const size_t q = p + 1 < end ? p + 1 : p;
        const float *x0 = ck_row(points, rows, p, stride), *x1 = ck_row(points, rows, q, stride);
        float *row0 = result + p * centroid_count, *row1 = result + q * centroid_count;
        for (size_t c = from; c < to; c += 2) {
          float s[4];
          score_block(x0, x1, centroids, norms, c, centroid_count, stride, s);
          row0[c] = s[0], row1[c] = s[2];
          if (c + 1 < to) row0[c + 1] = s[1], row1[c + 1] = s[3];
        }
      }
    }
  }
}
