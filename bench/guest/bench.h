/* One benchmark: does `rounds` units of work on each of `threads` threads and returns a checksum that depends on all of it. */
#ifndef BENCH_H
#define BENCH_H
#include <stdint.h>

struct bench {
    const char *name;
    uint32_t (*run)(uint32_t rounds);
    uint32_t rounds;
};

uint32_t integer_loop(uint32_t rounds);
uint32_t crc32_table(uint32_t rounds);
uint32_t sha256(uint32_t rounds);
uint32_t sieve(uint32_t rounds);
uint32_t memory_copy(uint32_t rounds);
uint32_t floating_point(uint32_t rounds);
uint32_t page_faults(uint32_t rounds);
uint32_t forks(uint32_t rounds);
uint32_t context_switches(uint32_t rounds);
uint32_t shell_loop(uint32_t rounds);
uint32_t self_modifying(uint32_t rounds);

#endif
