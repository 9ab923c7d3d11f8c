/*
 * A lock-free stack: every node popped exactly once, whatever the interleaving. The tagged form compares a counter with
 * the pointer. The exclusive form (ARM) relies on LDREX/STREX noticing that the word was written with the same value in between
 * (A-B-A): a compare-and-swap in their place corrupts it.
 */
#include "torture.h"
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { NODES = 64 };
struct node {
    _Atomic uint32_t next;
    atomic_int owners;
};
static struct node nodes[NODES + 1];
static _Atomic uint64_t tagged;
static atomic_int broken;

/* What a change of the stack adds to the counter: 1, or 0 for the control. */
static uint64_t step = 1;

static uint64_t tag(uint64_t old, uint32_t n) { return ((old >> 32) + step) << 32 | n; }

static void push_tagged(uint32_t n) {
    uint64_t old = atomic_load(&tagged);
    do atomic_store_explicit(&nodes[n].next, (uint32_t)old, memory_order_relaxed);
    while (!atomic_compare_exchange_weak(&tagged, &old, tag(old, n)));
}

static uint32_t pop_tagged(void) {
    uint64_t old = atomic_load(&tagged);
    for (;;) {
        uint32_t n = (uint32_t)old;
        if (n == 0) return 0;
        uint64_t changed = tag(old, atomic_load_explicit(&nodes[n].next, memory_order_relaxed));
        /* The control holds the door open for A-B-A. */
        for (volatile int open = step == 0 ? 300 : 0; open > 0;) open--;
        if (atomic_compare_exchange_weak(&tagged, &old, changed)) return n;
    }
}

static void use(uint32_t n) {
    if (atomic_fetch_add(&nodes[n].owners, 1) != 0) atomic_store(&broken, 1);
    if (atomic_fetch_sub(&nodes[n].owners, 1) != 1) atomic_store(&broken, 1);
}

static void tagged_body(int index, int rounds) {
    (void)index;
    for (int i = 0; i < rounds; i++) {
        uint32_t a = pop_tagged(), b = pop_tagged();
        if (a) use(a);
        if (b) use(b);
        if (a) push_tagged(a);
        if (b) push_tagged(b);
    }
}

static enum verdict counted_stack(int threads, int rounds, uint64_t counts) {
    int left = 0;
    step = counts;
    atomic_store(&tagged, 0), atomic_store(&broken, 0);
    for (uint32_t n = 1; n <= NODES; n++) atomic_store(&nodes[n].owners, 0), push_tagged(n);
    in_parallel(threads, rounds, tagged_body);
    while (left <= NODES && pop_tagged()) left++;
    return left == NODES && !atomic_load(&broken) ? PASS : FAIL;
}

enum verdict tagged_stack(int threads, int rounds) { return counted_stack(threads, rounds, 1); }
enum verdict untagged_stack(int threads, int rounds) { return counted_stack(threads, rounds, 0); }

#if defined(__arm__)
static uint32_t head;

static uint32_t load_exclusive(uint32_t *at) {
    uint32_t value;
    __asm__ volatile("ldrex %0, [%1]" : "=r"(value) : "r"(at) : "memory");
    return value;
}

static int store_exclusive(uint32_t *at, uint32_t value) {
    int failed;
    __asm__ volatile("strex %0, %1, [%2]" : "=&r"(failed) : "r"(value), "r"(at) : "memory");
    return failed;
}

static uint32_t pop_exclusive(void) {
    for (;;) {
        uint32_t n = load_exclusive(&head);
        if (n == 0) {
            __asm__ volatile("clrex" ::: "memory");
            return 0;
        }
        if (!store_exclusive(&head, atomic_load_explicit(&nodes[n].next, memory_order_relaxed))) {
            atomic_thread_fence(memory_order_seq_cst);
            return n;
        }
    }
}

static void push_exclusive(uint32_t n) {
    for (;;) {
        uint32_t old = load_exclusive(&head);
        atomic_store_explicit(&nodes[n].next, old, memory_order_relaxed);
        atomic_thread_fence(memory_order_seq_cst);
        if (!store_exclusive(&head, n)) return;
    }
}

static void exclusive_body(int index, int rounds) {
    (void)index;
    for (int i = 0; i < rounds; i++) {
        uint32_t a = pop_exclusive(), b = pop_exclusive();
        if (a) use(a);
        if (b) use(b);
        if (a) push_exclusive(a);
        if (b) push_exclusive(b);
    }
}

enum verdict exclusive_stack(int threads, int rounds) {
    int left = 0;
    head = 0, atomic_store(&broken, 0);
    for (uint32_t n = 1; n <= NODES; n++) atomic_store(&nodes[n].owners, 0), push_exclusive(n);
    in_parallel(threads, rounds, exclusive_body);
    while (left <= NODES && pop_exclusive()) left++;
    return left == NODES && !atomic_load(&broken) ? PASS : FAIL;
}
#endif
