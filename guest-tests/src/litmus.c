/*
 * Memory order: outcomes that barriers forbid must not be seen. Two threads meet in user space before every round and start it within
 * some ten nanoseconds of each other, each in turn a little later than the other. Controls: without barriers every host that
 * buffers stores shows store buffering; message passing whose writer announces the message first shows its outcome on any host.
 */
#include "torture.h"
#include <stdatomic.h>

enum shape { MESSAGE_PASSING, STORE_BUFFERING };
enum order { BARRIERS, NO_BARRIERS, REVERSED };

/* Words that different threads write stand on lines of their own. */
struct line {
    _Alignas(64) atomic_int word;
};
static struct line x, y, arrived[2], seen[2];
static enum shape shape;
static enum order order;
/* The outcome was seen: more rounds say no more. */
static struct line over;
static int forbidden;

static void relax(void) {
#if defined(__arm__)
    __asm__ volatile("yield");
#else
    __builtin_ia32_pause();
#endif
}

static void store(struct line *at, int value) { atomic_store_explicit(&at->word, value, memory_order_relaxed); }
static int load(struct line *at) { return atomic_load_explicit(&at->word, memory_order_relaxed); }
static void barrier(void) {
    if (order == BARRIERS) atomic_thread_fence(memory_order_seq_cst);
}

/* Wait for the other thread at step `step`. There is no barrier behind the meeting: it would hide what is looked for. */
static void meet(int index, int step) {
    enum { SPINS = 300 };
    atomic_thread_fence(memory_order_seq_cst);
    store(&arrived[index], step);
    for (int n = 0; load(&arrived[1 - index]) < step; n++)
        if (n > SPINS) relax();
}

static void send(void) {
    struct line *first = order == REVERSED ? &y : &x, *second = order == REVERSED ? &x : &y;
    store(first, 1);
    barrier();
    store(second, 1);
}

static void receive(void) {
    int flag = load(&y);
    barrier();
    store(&seen[0], flag);
    store(&seen[1], load(&x));
}

static void buffer(int index) {
    store(index == 0 ? &x : &y, 1);
    barrier();
    store(&seen[index], load(index == 0 ? &y : &x));
}

static void pair_body(int index, int rounds) {
    for (int i = 0; i < rounds; i++) {
        meet(index, 2 * i + 1);
        if (load(&over)) return;
        for (volatile int late = (i & 1) == index ? (i >> 1) & 15 : 0; late > 0;) late--;
        if (shape == STORE_BUFFERING) buffer(index);
        else if (index == 0) send();
        else receive();
        meet(index, 2 * i + 2);
        if (index != 0) continue;
        forbidden += shape == STORE_BUFFERING ? !load(&seen[0]) && !load(&seen[1]) : load(&seen[0]) && !load(&seen[1]);
        store(&x, 0), store(&y, 0), store(&over, forbidden > 0);
    }
}

static enum verdict litmus(enum shape which, enum order how, int rounds) {
    shape = which, order = how, forbidden = 0;
    store(&arrived[0], 0), store(&arrived[1], 0), store(&over, 0);
    in_parallel(2, rounds, pair_body);
    return forbidden == 0 ? PASS : FAIL;
}

enum verdict message_passing(int threads, int rounds) { return (void)threads, litmus(MESSAGE_PASSING, BARRIERS, rounds); }
enum verdict message_passing_reversed(int threads, int rounds) {
    return (void)threads, litmus(MESSAGE_PASSING, REVERSED, rounds);
}
enum verdict store_buffering(int threads, int rounds) { return (void)threads, litmus(STORE_BUFFERING, BARRIERS, rounds); }
enum verdict store_buffering_unordered(int threads, int rounds) {
    return (void)threads, litmus(STORE_BUFFERING, NO_BARRIERS, rounds);
}
