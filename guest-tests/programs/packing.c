/* Compression (LZ77 with a hash chain, then canonical Huffman lengths) and its inverse. */
#include "check.h"

#define N 60000
static uint8_t plain[N], packed[2 * N], again[N];
static int head[4096];

static size_t compress(void) {
    size_t out = 0;
    memset(head, -1, sizeof head);
    for (size_t i = 0; i < N;) {
        size_t best = 0, from = 0;
        if (i + 4 < N) {
            uint32_t key;
            memcpy(&key, plain + i, 4);
            uint32_t slot = (key * 2654435761u) >> 20;
            int at = head[slot];
            head[slot] = (int)i;
            if (at >= 0 && i - (size_t)at < 32768) {
                while (best < 255 && i + best < N && plain[(size_t)at + best] == plain[i + best]) best++;
                from = i - (size_t)at;
            }
        }
        if (best >= 4) {
            packed[out++] = 1;
            packed[out++] = (uint8_t)best;
            packed[out++] = (uint8_t)from;
            packed[out++] = (uint8_t)(from >> 8);
            i += best;
        } else {
            packed[out++] = 0;
            packed[out++] = plain[i++];
        }
    }
    return out;
}

static size_t expand(size_t length) {
    size_t out = 0;
    for (size_t i = 0; i < length;) {
        if (packed[i] == 0) {
            again[out++] = packed[i + 1];
            i += 2;
        } else {
            size_t from = packed[i + 2] | (size_t)packed[i + 3] << 8;
            for (int k = 0; k < packed[i + 1]; k++, out++) again[out] = again[out - from];
            i += 4;
        }
    }
    return out;
}

static void huffman(const uint8_t *data, size_t length) {
    uint32_t weight[512] = {0};
    int parent[512], nodes = 256, alive[256], count = 0;
    for (size_t i = 0; i < length; i++) weight[data[i]]++;
    for (int i = 0; i < 256; i++) if (weight[i]) alive[count++] = i;
    while (count > 1) {
        for (int pick = 0; pick < 2; pick++)
            for (int i = pick + 1; i < count; i++)
                if (weight[alive[i]] < weight[alive[pick]]) {
                    int t = alive[i];
                    alive[i] = alive[pick];
                    alive[pick] = t;
                }
        weight[nodes] = weight[alive[0]] + weight[alive[1]];
        parent[alive[0]] = parent[alive[1]] = nodes;
        alive[0] = nodes++;
        alive[1] = alive[--count];
    }
    uint64_t total = 0;
    for (int i = 0; i < 256; i++) {
        int depth = 0;
        for (int n = i; weight[i] && n != nodes - 1; n = parent[n]) depth++;
        total += (uint64_t)depth * weight[i];
    }
    printf("huffman %llu bits\n", (unsigned long long)total);
}

int main(void) {
    for (size_t i = 0; i < N; i++) {
        if (i > 300 && next() % 5 == 0) {
            size_t run = 5 + next() % 60, from = 1 + next() % 300;
            for (; run > 0 && i < N - 1; run--, i++) plain[i] = plain[i - from];
        }
        plain[i] = (uint8_t)(97 + next() % 16);
    }
    size_t length = compress();
    printf("packed %zu of %d\n", length, N);
    report("packed", packed, length);
    printf("same %d\n", expand(length) == N && memcmp(plain, again, N) == 0);
    huffman(packed, length);
    return 0;
}
