/* Locks and counters: nothing may be lost. */
#include "torture.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static atomic_int lock;
static volatile uint32_t guarded[2];
static atomic_uint_least32_t word;
static _Atomic uint64_t wide;
static _Atomic uint16_t half;
static _Atomic uint8_t byte;

static void locked_body(int index, int rounds) {
    (void)index;
    for (int i = 0; i < rounds; i++) {
        while (atomic_exchange_explicit(&lock, 1, memory_order_acquire)) sched_yield();
        guarded[0] = guarded[0] + 1;
        guarded[1] = guarded[1] + 1;
        atomic_store_explicit(&lock, 0, memory_order_release);
    }
}

static void unlocked_body(int index, int rounds) {
    (void)index;
    for (int i = 0; i < rounds; i++) guarded[0] = guarded[0] + 1;
}

enum verdict spin_lock(int threads, int rounds) {
    guarded[0] = guarded[1] = 0;
    in_parallel(threads, rounds, locked_body);
    return guarded[0] == (uint32_t)(threads * rounds) && guarded[1] == guarded[0] ? PASS : FAIL;
}

enum verdict no_lock(int threads, int rounds) {
    guarded[0] = 0;
    in_parallel(threads, rounds, unlocked_body);
    return guarded[0] == (uint32_t)(threads * rounds) ? PASS : FAIL;
}

static void atomic_body(int index, int rounds) {
    for (int i = 0; i < rounds; i++) {
        atomic_fetch_add(&word, 1);
        atomic_fetch_add(&wide, 0x100000001ull);
        atomic_fetch_add(&half, 1);
        atomic_fetch_add(&byte, 1);
        atomic_fetch_xor(&wide, (uint64_t)(index & 1) << 63);
    }
}

enum verdict atomic_counters(int threads, int rounds) {
    uint32_t all = (uint32_t)(threads * rounds);
    atomic_store(&word, 0), atomic_store(&wide, 0), atomic_store(&half, 0), atomic_store(&byte, 0);
    in_parallel(threads, rounds & ~1, atomic_body);
    all = (uint32_t)(threads * (rounds & ~1));
    return word == all && wide == all * 0x100000001ull && half == (uint16_t)all && byte == (uint8_t)all ? PASS : FAIL;
}


static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int turn, players;

static void turn_body(int index, int rounds) {
    for (int i = 0; i < rounds; i++) {
        pthread_mutex_lock(&mutex);
        while (turn % players != index) pthread_cond_wait(&condition, &mutex);
        turn++;
        pthread_cond_broadcast(&condition);
        pthread_mutex_unlock(&mutex);
    }
}

enum verdict mutex_condition(int threads, int rounds) {
    turn = 0, players = threads;
    in_parallel(threads, rounds, turn_body);
    return turn == threads * rounds ? PASS : FAIL;
}
