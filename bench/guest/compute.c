/* Work that stays inside the core: arithmetic, tables, streams. */
#include "bench.h"
#include <stdlib.h>
#include <string.h>

uint32_t integer_loop(uint32_t rounds) {
    uint32_t a = 1, b = 2, c = 3;
    for (uint32_t i = 0; i < rounds; i++) {
        a = a * 1664525u + 1013904223u;
        b ^= a >> 7;
        c += b << 3 | b >> 29;
        __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c));
    }
    return a ^ b ^ c;
}

uint32_t crc32_table(uint32_t rounds) {
    static uint32_t table[256];
    static uint8_t data[4096];
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t r = i;
        for (int k = 0; k < 8; k++) r = r & 1 ? r >> 1 ^ 0xedb88320u : r >> 1;
        table[i] = r;
    }
    for (uint32_t i = 0; i < sizeof data; i++) data[i] = (uint8_t)(i * 31 + 7);
    uint32_t crc = ~0u;
    for (uint32_t n = 0; n < rounds; n++)
        for (uint32_t i = 0; i < sizeof data; i++) crc = crc >> 8 ^ table[(crc ^ data[i]) & 255];
    return ~crc;
}

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

/* The round constants: fractions of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
static void round_constants(uint32_t k[64]) {
    int n = 0;
    for (uint32_t p = 2; n < 64; p++) {
        int prime = 1;
        for (uint32_t q = 2; q * q <= p; q++) prime &= p % q != 0;
        if (!prime) continue;
        /* Newton's iteration for cbrt(p); its error is far below the 32 bits of fraction that are wanted. */
        double root = p;
        for (int i = 0; i < 60; i++) root -= (root * root * root - p) / (3 * root * root);
        k[n++] = (uint32_t)((root - (uint32_t)root) * 4294967296.0);
    }
}

static void compress(uint32_t h[8], const uint8_t *block, const uint32_t k[64]) {
    uint32_t w[64], v[8];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    memcpy(v, h, sizeof v);
    for (int i = 0; i < 64; i++) {
        uint32_t s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
        uint32_t t1 = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
        uint32_t s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
        uint32_t t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++) h[i] += v[i];
}

uint32_t sha256(uint32_t rounds) {
    static uint32_t k[64];
    uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    uint8_t block[64];
    if (k[0] == 0) round_constants(k);
    for (uint32_t n = 0; n < rounds; n++) {
        for (int i = 0; i < 64; i++) block[i] = (uint8_t)(n + i);
        compress(h, block, k);
    }
    return h[0] ^ h[7];
}

uint32_t sieve(uint32_t rounds) {
    enum { LIMIT = 1 << 18 };
    uint8_t *composite = malloc(LIMIT);
    uint32_t primes = 0;
    for (uint32_t n = 0; n < rounds; n++) {
        memset(composite, 0, LIMIT);
        for (uint32_t i = 2; i < LIMIT; i++) {
            if (composite[i]) continue;
            primes++;
            for (uint32_t j = 2 * i; j < LIMIT; j += i) composite[j] = 1;
        }
    }
    free(composite);
    return primes;
}

uint32_t memory_copy(uint32_t rounds) {
    enum { BYTES = 1 << 20 };
    uint8_t *from = malloc(BYTES), *to = malloc(BYTES);
    uint32_t sum = 0;
    for (uint32_t i = 0; i < BYTES; i++) from[i] = (uint8_t)i;
    for (uint32_t n = 0; n < rounds; n++) {
        memcpy(to, from, BYTES);
        from[n % BYTES] = (uint8_t)n;
        sum += to[n * 4099 % BYTES];
    }
    free(from);
    free(to);
    return sum;
}

uint32_t floating_point(uint32_t rounds) {
    double x = 0.1, y = 0.2, z = 0.3;
    for (uint32_t i = 0; i < rounds; i++) {
        double dx = 10 * (y - x), dy = x * (28 - z) - y, dz = x * y - z * (8.0 / 3);
        x += dx * 0.001;
        y += dy * 0.001;
        z += dz * 0.001;
    }
    return (uint32_t)(int64_t)(x * 1e6) ^ (uint32_t)(int64_t)(y * 1e6);
}
