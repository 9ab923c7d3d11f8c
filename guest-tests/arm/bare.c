/* Four ARM11 MPCore cores without a kernel: UART, MMU, interrupts between cores, and `in_parallel` on them. Addresses: mpcore.yaml */
#include "bare.h"
#include "../src/torture.h"
#include <stdatomic.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define UART_DATA REGISTER(0x10009000)
#define GIC_CPU 0x10100100u
#define GIC_DIST 0x10101000u
#define CP15(op1, crn, crm, op2, value) __asm__ volatile("mcr p15, " #op1 ", %0, " #crn ", " #crm ", " #op2 ::"r"(value) : "memory")

enum { CORES = 4, SECTIONS = 4096, SMALL_PAGES = 256, PAGE_WORDS = 1024, LINE = 32 };
/* Sections: normal shared memory, all rights; shared device, never executed. */
enum { NORMAL_SECTION = 0x11c0e, DEVICE_SECTION = 0xc16, NORMAL_PAGE = 0x47e, IS_TABLE = 1 };
enum { SCTLR_M = 1, SCTLR_C = 1 << 2, SCTLR_Z = 1 << 11, SCTLR_I = 1 << 12, SCTLR_U = 1 << 22, SCTLR_XP = 1 << 23 };

/* Far from pages that are used at the same time, also in a TLB that is indexed by low bits of the page's number. */
volatile uint32_t *const window = (uint32_t *)0x0f0f5000;
static uint32_t sections[SECTIONS] __attribute__((aligned(4 * SECTIONS)));
static uint32_t small_pages[SMALL_PAGES] __attribute__((aligned(4 * SMALL_PAGES)));
static uint32_t pages[2][PAGE_WORDS] __attribute__((aligned(4 * PAGE_WORDS)));

volatile int undefined_count[CORES];
static atomic_int interrupt_count[CORES];
static atomic_int tables_made, met, meetings, generation, finished;
static void (*volatile job)(int, int);
static volatile int job_threads, job_rounds;

static void pause(void) { __asm__ volatile("yield"); }
int sched_yield(void) { return pause(), 0; }

void say(const char *text) {
    while (*text) UART_DATA = (uint8_t)*text++;
}

void *memcpy(void *to, const void *from, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) ((volatile uint8_t *)to)[i] = ((const uint8_t *)from)[i];
    return to;
}

int undefined_met(int core) { return undefined_count[core]; }
int interrupts_taken(int core) { return atomic_load(&interrupt_count[core]); }

static void synchronize_data(void) { CP15(0, c7, c10, 4, 0); }
static void synchronize_fetch(void) { CP15(0, c7, c5, 4, 0); }
static void clean(void *at) { CP15(0, c7, c10, 1, at); }

void fetch_anew(void) {
    CP15(0, c7, c5, 0, 0);
    CP15(0, c7, c5, 6, 0);
    synchronize_data();
    synchronize_fetch();
}

void code_written(void *at, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i += LINE) clean((char *)at + i);
    synchronize_data();
    fetch_anew();
}

uint32_t window_mark(int page) { return 0x1000u + (uint32_t)page; }

void map_window(int page) {
    uint32_t *entry = &small_pages[((uintptr_t)window >> 12) % SMALL_PAGES];
    *(volatile uint32_t *)entry = (uintptr_t)pages[page] | NORMAL_PAGE;
    clean(entry);
    synchronize_data();
}

void forget_window(void) {
    CP15(0, c8, c7, 1, window);
    synchronize_data();
    synchronize_fetch();
}

static void make_tables(void) {
    for (uint32_t i = 0; i < SECTIONS; i++) sections[i] = i << 20 | (i < 0x100 ? NORMAL_SECTION : DEVICE_SECTION);
    sections[(uintptr_t)window >> 20] = (uintptr_t)small_pages | IS_TABLE;
    for (int page = 0; page < 2; page++) pages[page][0] = window_mark(page);
    map_window(0);
}

static void enable_mmu(void) {
    uint32_t control;
    CP15(0, c2, c0, 2, 0);
    CP15(0, c2, c0, 0, (uintptr_t)sections | 2);
    CP15(0, c3, c0, 0, 1);
    CP15(0, c8, c7, 0, 0);
    __asm__ volatile("mrc p15, 0, %0, c1, c0, 0" : "=r"(control));
    CP15(0, c1, c0, 0, control | SCTLR_M | SCTLR_C | SCTLR_Z | SCTLR_I | SCTLR_U | SCTLR_XP);
    synchronize_fetch();
}

void interrupt(int core) {
    synchronize_data();
    REGISTER(GIC_DIST + 0xf00) = 1u << (16 + core);
}

void take_interrupt(void) {
    uint32_t core, id = REGISTER(GIC_CPU + 0x0c);
    __asm__ volatile("mrc p15, 0, %0, c13, c0, 4" : "=r"(core));
    atomic_fetch_add(&interrupt_count[core], 1);
    REGISTER(GIC_CPU + 0x10) = id;
}

static void open_interrupts(void) {
    REGISTER(GIC_DIST) = 1;
    REGISTER(GIC_CPU + 4) = 0xf0;
    REGISTER(GIC_CPU) = 1;
    __asm__ volatile("cpsie i");
}

void meet_all(int threads) {
    int meeting = atomic_load(&meetings);
    if (atomic_fetch_add(&met, 1) < threads - 1) {
        while (atomic_load(&meetings) == meeting) pause();
        return;
    }
    atomic_store(&met, 0);
    atomic_store(&meetings, meeting + 1);
}

void in_parallel(int threads, int rounds, void (*body)(int index, int rounds)) {
    job = body, job_threads = threads, job_rounds = rounds;
    atomic_store(&finished, 0);
    atomic_fetch_add(&generation, 1);
    body(0, rounds);
    while (atomic_load(&finished) < threads - 1) pause();
}

static void serve(int core) {
    for (int done = 0;;) {
        while (atomic_load(&generation) == done) pause();
        done++;
        if (core >= job_threads) continue;
        job(core, job_rounds);
        atomic_fetch_add(&finished, 1);
    }
}

int torture(void);

void core_main(int core) {
    if (core == 0) {
        make_tables();
        atomic_store(&tables_made, 1);
    }
    while (!atomic_load(&tables_made)) pause();
    enable_mmu();
    open_interrupts();
    if (core != 0) serve(core);
    REGISTER(0x10140000) = (uint32_t)torture();
}
