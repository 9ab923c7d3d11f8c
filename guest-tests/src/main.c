/*
 * torture [THREADS [SCALE [NAME]]]: prints `TORTURE name threads PASS|FAIL|CONTROL-FAILED|CONTROL-PASSED` for each test, then
 * `TORTURE-DONE failures`. SCALE multiplies the rounds, in percent.
 */
#include "torture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct test TESTS[] = {
    {"spin_lock", spin_lock, 20000, 0},
    {"no_lock", no_lock, 2000000, 1},
    {"atomic_counters", atomic_counters, 50000, 0},
    {"tagged_stack", tagged_stack, 20000, 0},
    {"untagged_stack", untagged_stack, 20000, 1},
#if defined(__arm__)
    {"exclusive_stack", exclusive_stack, 20000, 0},
#endif
    {"mutex_condition", mutex_condition, 300, 0},
    {"message_passing", message_passing, 20000, 0},
    {"message_passing_reversed", message_passing_reversed, 20000, 1},
    {"store_buffering", store_buffering, 100000, 0},
    {"store_buffering_unordered", store_buffering_unordered, 100000, 1},
    {"tlb_shootdown", tlb_shootdown, 200, 0},
    {"no_shootdown", no_shootdown, 200, 1},
    {"own_code", own_code, 1000, 0},
    {"others_code", others_code, 300, 0},
};

int main(int argc, char **argv) {
    int threads = argc > 1 ? atoi(argv[1]) : 4;
    int scale = argc > 2 ? atoi(argv[2]) : 100;
    int failures = 0;
    for (size_t i = 0; i < sizeof TESTS / sizeof *TESTS; i++) {
        const struct test *t = &TESTS[i];
        if (argc > 3 && strcmp(argv[3], t->name) != 0) continue;
        int rounds = t->rounds * scale / 100;
        enum verdict v = t->run(threads, rounds > 0 ? rounds : 1);
        if (!t->control) failures += v == FAIL;
        printf("TORTURE %s %d %s%s\n", t->name, threads, t->control ? "CONTROL-" : "",
               t->control ? (v == FAIL ? "FAILED" : "PASSED") : (v == FAIL ? "FAIL" : "PASS"));
        fflush(stdout);
    }
    printf("TORTURE-DONE %d\n", failures);
    return failures != 0;
}
