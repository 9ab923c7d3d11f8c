/* What every program of this folder has: a generator and a checksum, the same on every machine. */
#ifndef CHECK_H
#define CHECK_H
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t seed = 88172645463325252ull;

static inline uint64_t next(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* In [0, 1) */
static inline double unit(void) { return (double)(next() >> 11) * 0x1p-53; }

static inline uint64_t hash(uint64_t h, const void *data, size_t bytes) {
    const uint8_t *p = data;
    for (size_t i = 0; i < bytes; i++) h = (h ^ p[i]) * 1099511628211ull;
    return h;
}

static inline void report(const char *name, const void *data, size_t bytes) {
    printf("%s %016llx\n", name, (unsigned long long)hash(14695981039346656037ull, data, bytes));
}
#endif
