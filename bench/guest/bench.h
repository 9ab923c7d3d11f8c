/* One benchmark: does `rounds` units of work on each of `threads` threads and returns a checksum that depends on all of it. */
#ifndef BENCH_H
#define BENCH_H
#include <stdint.h>

struct bench {
    const char *name;
    uint32_t (*run)(uint32_t rounds);
    uint32_t rounds;
    /* Makes and removes what the work needs, outside the measured time; may be absent. */
    void (*prepare)(uint32_t rounds);
    void (*clean)(void);
};

/* Ends the program with the system's message unless `ok`. */
void check(int ok, const char *what);

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
/* Rounds of these are MiB of text, from `make_text`. */
uint32_t sha256_tool(uint32_t mib);
uint32_t gzip_tool(uint32_t mib);
void make_text(uint32_t mib);
void remove_text(void);

#endif
