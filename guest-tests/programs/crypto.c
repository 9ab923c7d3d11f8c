/* SHA-256, ChaCha20, CRC-32 and a multiplication of 2048 bits, in plain C; with the processor's instructions where it has them. */
#include "check.h"
#ifdef __AES__
#include <immintrin.h>
#endif

static uint8_t data[40000];

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

static const uint32_t *constants(void) {
    static uint32_t k[64];
    for (int i = 0, n = 2; i < 64; n++) {
        int prime = 1;
        for (int d = 2; d * d <= n; d++) if (n % d == 0) prime = 0;
        if (!prime) continue;
        /* The first 32 bits of the fraction of a cube root, by integer bisection. */
        uint64_t low = 0, high = 1ull << 36;
        while (high - low > 1) {
            uint64_t mid = (low + high) / 2;
            unsigned __int128 cube = (unsigned __int128)mid * mid * mid;
            if (cube >> 96 < (unsigned)n) low = mid;
            else high = mid;
        }
        k[i++] = (uint32_t)low;
    }
    return k;
}

static void sha256(void) {
    const uint32_t *k = constants();
    uint32_t h[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    for (size_t at = 0; at + 64 <= sizeof data; at += 64) {
        uint32_t w[64], s[8];
        memcpy(w, data + at, 64);
        for (int i = 0; i < 16; i++) w[i] = __builtin_bswap32(w[i]);
        for (int i = 16; i < 64; i++)
            w[i] = w[i - 16] + w[i - 7] + (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3) +
                   (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10);
        memcpy(s, h, sizeof s);
        for (int i = 0; i < 64; i++) {
            uint32_t t = s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
                         ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
            uint32_t u = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) +
                         ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
            memmove(s + 1, s, 28);
            s[4] += t;
            s[0] = t + u;
        }
        for (int i = 0; i < 8; i++) h[i] += s[i];
    }
    report("sha256", h, sizeof h);
}

static void chacha(void) {
    uint32_t state[16];
    for (int i = 0; i < 16; i++) state[i] = (uint32_t)next();
    for (int block = 0; block < 300; block++) {
        uint32_t x[16];
        memcpy(x, state, sizeof x);
        for (int round = 0; round < 10; round++)
            for (int diagonal = 0; diagonal < 2; diagonal++)
                for (int c = 0; c < 4; c++) {
                    uint32_t *p = x + c, *q = x + 4 + ((c + diagonal) & 3), *r = x + 8 + ((c + 2 * diagonal) & 3),
                             *s = x + 12 + ((c + 3 * diagonal) & 3);
                    *p += *q, *s = rotate(*s ^ *p, 16), *r += *s, *q = rotate(*q ^ *r, 20);
                    *p += *q, *s = rotate(*s ^ *p, 24), *r += *s, *q = rotate(*q ^ *r, 25);
                }
        for (int i = 0; i < 16; i++) x[i] += state[i];
        state[12]++;
        for (int i = 0; i < 64; i++) data[block * 64 + i] ^= ((uint8_t *)x)[i];
    }
    report("chacha20", data, sizeof data);
}

static void crc32(void) {
    uint32_t table[256], crc = ~0u;
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int bit = 0; bit < 8; bit++) c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
        table[i] = c;
    }
    for (size_t i = 0; i < sizeof data; i++) crc = crc >> 8 ^ table[(crc ^ data[i]) & 255];
    printf("crc32 %08x\n", ~crc);
}

static void multiply(void) {
    uint64_t x[32], y[32], z[64] = {0};
    for (int i = 0; i < 32; i++) x[i] = next(), y[i] = next();
    for (int i = 0; i < 32; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < 32; j++) {
            unsigned __int128 t = (unsigned __int128)x[i] * y[j] + z[i + j] + carry;
            z[i + j] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        z[i + 32] = carry;
    }
    report("product", z, sizeof z);
}

static void instructions(void) {
#ifdef __AES__
    __m128i block = _mm_loadu_si128((__m128i *)data), key = _mm_loadu_si128((__m128i *)(data + 16));
    for (int i = 0; i < 1000; i++) {
        block = _mm_aesenc_si128(block, key);
        key = _mm_xor_si128(_mm_aeskeygenassist_si128(key, 0x1b), _mm_slli_si128(key, 4));
        block = _mm_xor_si128(block, _mm_clmulepi64_si128(block, key, 0x11));
        block = _mm_aesdec_si128(block, _mm_aesimc_si128(key));
    }
    report("aes", &block, sizeof block);
#else
    printf("no aes\n");
#endif
}

int main(void) {
    for (size_t i = 0; i < sizeof data; i++) data[i] = (uint8_t)next();
    sha256();
    chacha();
    crc32();
    multiply();
    instructions();
    return 0;
}
