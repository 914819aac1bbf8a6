// AVX2.

#include "ck_pairs_paths.h"

#if defined(__x86_64__)

#define TARGET __attribute__((target("avx2")))

#include "ck_pairs_body.h"

const ck_pairs_path ck_pairs_avx2 = {least, join_costs, add_rows, lessen};

#endif
