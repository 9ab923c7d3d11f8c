/* In-guest torture: what only several cores at once can get wrong. Every test says what it counted and whether that is right. */
#ifndef TORTURE_H
#define TORTURE_H
#include <stdint.h>

enum verdict { PASS, FAIL };

struct test {
    const char *name;
    /* `threads` threads, `rounds` rounds each. A control lacks the protection under test and is expected to fail. */
    enum verdict (*run)(int threads, int rounds);
    int rounds;
    int control;
};

/* Runs `body(index, rounds)` on each of `threads` threads, started together. */
void in_parallel(int threads, int rounds, void (*body)(int index, int rounds));

enum verdict spin_lock(int threads, int rounds);
enum verdict no_lock(int threads, int rounds);
enum verdict atomic_counters(int threads, int rounds);
enum verdict tagged_stack(int threads, int rounds);
enum verdict untagged_stack(int threads, int rounds);
enum verdict exclusive_stack(int threads, int rounds);
enum verdict mutex_condition(int threads, int rounds);
enum verdict message_passing(int threads, int rounds);
enum verdict message_passing_reversed(int threads, int rounds);
enum verdict store_buffering(int threads, int rounds);
enum verdict store_buffering_unordered(int threads, int rounds);
enum verdict tlb_shootdown(int threads, int rounds);
enum verdict no_shootdown(int threads, int rounds);
enum verdict own_code(int threads, int rounds);
enum verdict others_code(int threads, int rounds);

#endif
