/* Strings and sorting: what libc has fast versions of for every processor. */
#include "check.h"
#include <ctype.h>

#define N 20000
static char text[N + 64];
static char copy[N + 64];

static int by_value(const void *p, const void *q) {
    uint32_t x = *(const uint32_t *)p, y = *(const uint32_t *)q;
    return (x > y) - (x < y);
}

static int by_text(const void *p, const void *q) { return strcmp(*(char *const *)p, *(char *const *)q); }

static void searches(void) {
    for (int i = 0; i < N; i++) text[i] = "etaoin shrdlu cmfwyp"[next() % 20];
    size_t found = 0, spaces = 0;
    for (char *p = text; (p = strchr(p, 'q' - 12)) != NULL; p++) found++;
    for (char *p = text; (p = strstr(p, "th")) != NULL; p++) found += 3;
    for (char *p = text; *(p += strcspn(p, " ")) != 0; p++) spaces++;
    printf("found %zu %zu %zu\n", found, spaces, strlen(text));
    for (int shift = 0; shift < 33; shift++) {
        memset(copy, shift, sizeof copy);
        memcpy(copy + shift, text + (shift * 7) % 32, N / 2);
        memmove(copy + shift + 5, copy + shift, N / 3);
        printf("%d", memcmp(copy + shift + 5, text + (shift * 7) % 32, N / 4) != 0);
    }
    printf("\n");
    report("copy", copy, sizeof copy);
    for (int i = 0; i < N; i++) copy[i] = (char)toupper((unsigned char)text[i]);
    printf("case %d %d\n", strncasecmp(text, copy, N), strncmp(text, copy, N) > 0);
}

static void sorting(void) {
    static uint32_t numbers[N];
    static char *words[N / 4];
    int count = 0;
    for (int i = 0; i < N; i++) numbers[i] = (uint32_t)next() % 50000;
    qsort(numbers, N, sizeof numbers[0], by_value);
    report("numbers", numbers, sizeof numbers);
    for (char *word = strtok(text, " "); word != NULL && count < N / 4; word = strtok(NULL, " ")) words[count++] = word;
    qsort(words, count, sizeof words[0], by_text);
    uint64_t h = 1;
    for (int i = 0; i < count; i++) h = hash(h, words[i], strlen(words[i]));
    printf("words %d %s %s %016llx\n", count, words[0], words[count - 1], (unsigned long long)h);
}

static void bits(void) {
    uint64_t sum = 0;
    for (int i = 1; i < N; i++) {
        uint64_t x = next() >> (i % 60);
        sum += __builtin_popcountll(x) + (x ? __builtin_clzll(x) * 3 + __builtin_ctzll(x) * 5 : 7);
        sum ^= __builtin_bswap64(x) + (x & (x - 1)) + (~x & sum) + (x >> (sum & 63)) + (x << (i & 63));
        sum += (uint64_t)(((unsigned __int128)x * sum) >> 64);
    }
    printf("bits %016llx\n", (unsigned long long)sum);
}

int main(void) {
    searches();
    sorting();
    bits();
    return 0;
}
