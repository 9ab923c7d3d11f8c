/* Translations and code that change under running threads. */
#define _GNU_SOURCE
#include "torture.h"
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096 };
static volatile uint32_t *page;
static atomic_int running, wrong, generation;
static int protection;
static __thread sigjmp_buf back;

static void on_fault(int signal) {
    (void)signal;
    siglongjmp(back, 1);
}

/*
 * One thread makes the page read-only, notes its contents, and looks again; the others write to it all the time. A write
 * after mprotect returned means that some core still used its old translation.
 */
static void shootdown_body(int index, int rounds) {
    if (index == 0) {
        for (int i = 0; i < rounds; i++) {
            mprotect((void *)page, PAGE, protection);
            uint32_t before[8], after[8];
            for (int k = 0; k < 8; k++) before[k] = page[k];
            for (int spin = 0; spin < 50; spin++) sched_yield();
            for (int k = 0; k < 8; k++) after[k] = page[k];
            if (memcmp(before, after, sizeof before) != 0) atomic_store(&wrong, 1);
            mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE);
            sched_yield();
        }
        atomic_store(&running, 0);
        return;
    }
    while (atomic_load(&running)) {
        if (sigsetjmp(back, 1) != 0) {
            sched_yield();
            continue;
        }
        for (int k = 0; k < 100; k++) page[index & 7] = page[index & 7] + 1;
    }
}

static enum verdict shootdown(int threads, int rounds, int with) {
    protection = with;
    struct sigaction action = {.sa_handler = on_fault};
    sigaction(SIGSEGV, &action, NULL);
    page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    atomic_store(&running, 1), atomic_store(&wrong, 0);
    in_parallel(threads, rounds, shootdown_body);
    munmap((void *)page, PAGE);
    signal(SIGSEGV, SIG_DFL);
    return atomic_load(&wrong) ? FAIL : PASS;
}

enum verdict tlb_shootdown(int threads, int rounds) { return shootdown(threads, rounds, PROT_READ); }
/* The control: what cores with their old translation would do. */
enum verdict no_shootdown(int threads, int rounds) { return shootdown(threads, rounds, PROT_READ | PROT_WRITE); }

static uint8_t *executable(void) {
    uint8_t *code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (code == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
    return code;
}

/* Writes `return value` at `code`. */
static void write_function(uint8_t *code, uint32_t value) {
#if defined(__arm__)
    uint32_t insns[3] = {0xe3000000u | (value & 0xf000) << 4 | (value & 0xfff), 0xe12fff1eu, 0}; /* movw r0, #value; bx lr */
    memcpy(code, insns, 8);
#else
    uint8_t insns[6] = {0xb8, (uint8_t)value, (uint8_t)(value >> 8), 0, 0, 0xc3}; /* mov eax, value; ret */
    memcpy(code, insns, sizeof insns);
#endif
    __builtin___clear_cache((char *)code, (char *)code + 12);
}

static uint32_t call(uint8_t *code) { return ((uint32_t (*)(void))(uintptr_t)code)(); }

static void own_code_body(int index, int rounds) {
    uint8_t *code = executable();
    for (int i = 0; i < rounds; i++) {
        uint32_t value = (uint32_t)(i * 7 + index) & 0xffff;
        write_function(code + (i & 31) * 64, value);
        if (call(code + (i & 31) * 64) != value) atomic_store(&wrong, 1);
    }
    munmap(code, PAGE);
}

enum verdict own_code(int threads, int rounds) {
    atomic_store(&wrong, 0);
    in_parallel(threads, rounds, own_code_body);
    return atomic_load(&wrong) ? FAIL : PASS;
}

static uint8_t *shared_code;
static pthread_barrier_t step;

/* Thread 0 writes a function, all pass a barrier (which synchronises instruction fetch through the kernel), all call it. */
static void others_code_body(int index, int rounds) {
    for (int i = 0; i < rounds; i++) {
        if (index == 0) {
            write_function(shared_code, (uint32_t)i & 0xffff);
            atomic_store(&generation, i);
        }
        pthread_barrier_wait(&step);
#if defined(__arm__)
        __asm__ volatile("isb" ::: "memory");
#endif
        if (call(shared_code) != ((uint32_t)i & 0xffff)) atomic_store(&wrong, 1);
        pthread_barrier_wait(&step);
    }
}

enum verdict others_code(int threads, int rounds) {
    shared_code = executable();
    atomic_store(&wrong, 0);
    pthread_barrier_init(&step, NULL, (unsigned)threads);
    in_parallel(threads, rounds, others_code_body);
    pthread_barrier_destroy(&step);
    munmap(shared_code, PAGE);
    return atomic_load(&wrong) ? FAIL : PASS;
}
