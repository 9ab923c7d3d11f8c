/* Work of busybox: its shell, and its tools on a file that is made before the clock starts. */
#define _GNU_SOURCE
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>

#define INPUT "/tbench.input"
enum { MIB = 1 << 20, WORDS = 4096, LONGEST = 12 };

/* Runs a command of the shell; what it prints, read as a number of that base, is the result. */
static uint32_t result_of(const char *command, const char *format) {
    unsigned number = 0;
    FILE *shell = popen(command, "r");
    check(shell != NULL, "popen");
    check(fscanf(shell, format, &number) == 1, command);
    check(pclose(shell) == 0, command);
    return number;
}

/* A loop of the shell: its own interpreter, small allocations, no other process. */
uint32_t shell_loop(uint32_t rounds) {
    char command[160];
    snprintf(command, sizeof command, "i=0; s=7; while [ $i -lt %u ]; do i=$((i+1)); s=$(((s*31+i)%%65521)); done; echo $s", rounds);
    return result_of(command, "%u");
}

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* `mib` MiB of words from a vocabulary whose first words are frequent: compresses about as well as prose. */
void make_text(uint32_t mib) {
    static char words[WORDS][LONGEST + 1];
    uint32_t seed = 1, left = mib * MIB;
    FILE *file = fopen(INPUT, "w");
    check(file != NULL, INPUT);
    for (int i = 0; i < WORDS; i++) {
        int length = 2 + (int)(next_random(&seed) % (LONGEST - 2));
        for (int k = 0; k < length; k++) words[i][k] = (char)('a' + next_random(&seed) % 26);
        words[i][length] = ' ';
    }
    while (left > LONGEST) {
        uint32_t most = 1 + next_random(&seed) % WORDS;
        const char *word = words[next_random(&seed) % most];
        do left--, putc_unlocked(*word, file);
        while (*word++ != ' ');
    }
    while (left-- > 0) putc_unlocked('\n', file);
    check(fclose(file) == 0, INPUT);
}

void remove_text(void) { remove(INPUT); }

uint32_t sha256_tool(uint32_t mib) {
    (void)mib;
    return result_of("sha256sum < " INPUT " | cut -c 1-8", "%x");
}

uint32_t gzip_tool(uint32_t mib) {
    (void)mib;
    return result_of("gzip -c < " INPUT " | wc -c", "%u");
}
