// Compiled for what every processor of the architecture has, NEON among it.

#include "ck_pairs_paths.h"

#define TARGET

#include "ck_pairs_body.h"

const ck_pairs_path ck_pairs_plain = {least, join_costs, add_rows, lessen};
