/*
 * tbench [NAME [THREADS [ROUNDS]]]: runs benchmarks and prints, for each,
 *   BENCH name threads rounds seconds checksum
 * ROUNDS may be a share of the usual number: 10%.
 * Every thread is a process of its own that does all the rounds, so `threads` cores have `threads` times the work.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct bench BENCHES[] = {
    {"integer", integer_loop, 600000000}, {"crc32", crc32_table, 80000},     {"sha256", sha256, 300000},
    {"sieve", sieve, 500},                {"memcpy", memory_copy, 4000},       {"float", floating_point, 15000000},
    {"faults", page_faults, 120},         {"fork", forks, 1000},               {"switch", context_switches, 4000},
    {"shell", shell_loop, 20000},         {"smc", self_modifying, 80000},
    {"sha256sum", sha256_tool, 64, make_text, remove_text}, {"gzip", gzip_tool, 32, make_text, remove_text},
};

void check(int ok, const char *what) {
    if (ok) return;
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint32_t rounds_of(const struct bench *b, const char *wanted) {
    if (wanted == NULL) return b->rounds;
    uint32_t number = (uint32_t)strtoul(wanted, NULL, 0);
    if (strchr(wanted, '%') == NULL) return number;
    uint32_t share = (uint32_t)((uint64_t)b->rounds * number / 100);
    return share > 0 ? share : 1;
}

static int measure(const struct bench *b, int threads, uint32_t rounds) {
    int pipes[2], failed = 0;
    uint32_t sum = 0;
    if (pipe(pipes) != 0) return 1;
    if (b->prepare != NULL) b->prepare(rounds);
    double start = now();
    for (int i = 0; i < threads; i++) {
        pid_t child = fork();
        if (child < 0) return 1;
        if (child > 0) continue;
        uint32_t mine = b->run(rounds);
        _exit(write(pipes[1], &mine, sizeof mine) != sizeof mine);
    }
    for (int i = 0; i < threads; i++) {
        int status;
        failed |= wait(&status) < 0 || status != 0;
    }
    double seconds = now() - start;
    for (int i = 0; i < threads; i++) {
        uint32_t part = 0;
        failed |= read(pipes[0], &part, sizeof part) != sizeof part;
        sum += part;
    }
    close(pipes[0]);
    close(pipes[1]);
    if (b->clean != NULL) b->clean();
    printf("BENCH %s %d %u %.4f %08x%s\n", b->name, threads, rounds, seconds, sum, failed ? " FAILED" : "");
    fflush(stdout);
    return failed;
}

int main(int argc, char **argv) {
    int failed = 0, found = 0;
    int threads = argc > 2 ? atoi(argv[2]) : 1;
    for (size_t i = 0; i < sizeof BENCHES / sizeof *BENCHES; i++) {
        if (argc > 1 && strcmp(argv[1], "all") != 0 && strcmp(argv[1], BENCHES[i].name) != 0) continue;
        found = 1;
        failed |= measure(&BENCHES[i], threads, rounds_of(&BENCHES[i], argc > 3 ? argv[3] : NULL));
    }
    if (!found) fprintf(stderr, "tbench: no benchmark %s\n", argv[1]);
    return failed || !found;
}
