#ifndef WINNOW_KEEP_MEMORY_H
#define WINNOW_KEEP_MEMORY_H

/// Has the C library keep freed blocks of up to 32 MiB, the most that it takes, for the next allocation instead of giving them back to the kernel,
/// which would clear every page again. To be called before there are threads; does nothing where the library is not glibc.
void winnow_keep_freed_memory(void);

#endif
