/* Torture without a kernel: the tests of ../src that need no libc, and what those leave to the kernel. */
#include "bare.h"
#include "../src/torture.h"
#include <stdatomic.h>

enum { CORES = 4, FUNCTIONS = 32, FUNCTION_WORDS = 16 };
static uint32_t code[CORES][FUNCTIONS][FUNCTION_WORDS] __attribute__((aligned(64)));
static atomic_int wrong, forgets;

/* Writes `return value` (16 bits): mov r0, #low; orr r0, r0, #high << 8; bx lr. */
static void write_function(uint32_t *at, uint32_t value) {
    at[0] = 0xe3a00000u | (value & 0xff);
    at[1] = 0xe3800c00u | (value >> 8 & 0xff);
    at[2] = 0xe12fff1eu;
    code_written(at, 4 * FUNCTION_WORDS);
}

static uint32_t call(uint32_t *at) { return ((uint32_t (*)(void))(uintptr_t)at)(); }

static void own_code_body(int index, int rounds) {
    for (int i = 0; i < rounds; i++) {
        uint32_t value = (uint32_t)(i * 7 + index) & 0xffff, *at = code[index][i % FUNCTIONS];
        write_function(at, value);
        if (call(at) != value) atomic_store(&wrong, 1);
    }
}

static void others_code_body(int index, int rounds) {
    for (int i = 0; i < rounds; i++) {
        if (index == 0) write_function(code[0][0], (uint32_t)i & 0xffff);
        meet_all(CORES);
        fetch_anew();
        if (call(code[0][0]) != ((uint32_t)i & 0xffff)) atomic_store(&wrong, 1);
        meet_all(CORES);
    }
}

/* One core changes what the window shows, and every core forgets its translation, as kernels do without broadcasts. */
static void window_body(int index, int rounds) {
    for (int i = 0; i < rounds; i++) {
        if (index == 0) map_window(i & 1);
        meet_all(CORES);
        if (atomic_load(&forgets)) forget_window();
        if (*window != window_mark(i & 1)) atomic_store(&wrong, 1);
        meet_all(CORES);
    }
    forget_window();
}

static void interrupts_body(int index, int rounds) {
    int next = (index + 1) % CORES, before = interrupts_taken(next);
    for (int i = 1; i <= rounds; i++) {
        interrupt(next);
        while (interrupts_taken(next) < before + i) __asm__ volatile("yield");
        if (interrupts_taken(next) != before + i) atomic_store(&wrong, 1);
    }
}

/* What ARMv6K lacks: DMB, DSB, ISB, MOVW, MOVT, BFI, UBFX, RBIT, MLS, SDIV, VADD.I8. */
static const uint32_t LATER[] = {0xf57ff05f, 0xf57ff04f, 0xf57ff06f, 0xe3000001, 0xe3400001, 0xe7c10010,
                                 0xe7e00050, 0xe6ff0f30, 0xe0600090, 0xe710f110, 0xf2000800};
enum { LATER_COUNT = sizeof LATER / sizeof *LATER };

static void later_body(int index, int rounds) {
    uint32_t *at = code[index][0];
    for (int i = 0; i < rounds; i++) {
        at[0] = LATER[i % LATER_COUNT];
        at[1] = 0xe12fff1eu;
        code_written(at, 8);
        int before = undefined_met(index);
        call(at);
        if (undefined_met(index) != before + 1) atomic_store(&wrong, 1);
    }
}

static enum verdict on_all(int rounds, void (*body)(int index, int rounds)) {
    atomic_store(&wrong, 0);
    in_parallel(CORES, rounds, body);
    return atomic_load(&wrong) ? FAIL : PASS;
}

enum verdict own_code(int threads, int rounds) { return (void)threads, on_all(rounds, own_code_body); }
enum verdict others_code(int threads, int rounds) { return (void)threads, on_all(rounds, others_code_body); }
static enum verdict interrupts(int threads, int rounds) { return (void)threads, on_all(rounds, interrupts_body); }
static enum verdict later_instructions(int threads, int rounds) { return (void)threads, on_all(rounds, later_body); }
enum verdict tlb_shootdown(int threads, int rounds) {
    atomic_store(&forgets, 1);
    return (void)threads, on_all(rounds, window_body);
}
/* The control: translations that changed are not forgotten. */
enum verdict no_shootdown(int threads, int rounds) {
    atomic_store(&forgets, 0);
    return (void)threads, on_all(rounds, window_body);
}

static const struct test TESTS[] = {
    {"spin_lock", spin_lock, 2000, 0},
    {"atomic_counters", atomic_counters, 5000, 0},
    {"tagged_stack", tagged_stack, 2000, 0},
    {"exclusive_stack", exclusive_stack, 2000, 0},
    {"message_passing", message_passing, 2000, 0},
    {"store_buffering", store_buffering, 2000, 0},
    {"own_code", own_code, 300, 0},
    {"others_code", others_code, 50, 0},
    {"tlb_shootdown", tlb_shootdown, 50, 0},
    {"no_shootdown", no_shootdown, 50, 1},
    {"interrupts", interrupts, 300, 0},
    {"later_instructions", later_instructions, LATER_COUNT, 0},
};

/* Prints `TORTURE name PASS|FAIL|CONTROL-FAILED|CONTROL-PASSED` for each test. @returns 0, or 1 when one failed */
int torture(void) {
    int failed = 0;
    for (unsigned i = 0; i < sizeof TESTS / sizeof *TESTS; i++) {
        const struct test *t = &TESTS[i];
        enum verdict v = t->run(CORES, t->rounds);
        if (!t->control && v == FAIL) failed = 1;
        say("TORTURE "), say(t->name), say(t->control ? " CONTROL-" : " ");
        say(t->control ? (v == FAIL ? "FAILED\n" : "PASSED\n") : (v == FAIL ? "FAIL\n" : "PASS\n"));
    }
    return failed;
}
