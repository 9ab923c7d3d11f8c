/* Memory order: outcomes that barriers forbid must not be seen. The unordered forms may see them; that is reported, not judged. */
#include "torture.h"
#include <pthread.h>
#include <stdatomic.h>

static atomic_int x, y, seen_x[2], seen_y;
static pthread_barrier_t step;
static int forbidden, ordered, shape;

static void pair_body(int index, int rounds) {
    for (int i = 0; i < rounds; i++) {
        pthread_barrier_wait(&step);
        if (shape == 0) {
            if (index == 0) {
                atomic_store_explicit(&x, 1, memory_order_relaxed);
                if (ordered) atomic_thread_fence(memory_order_seq_cst);
                atomic_store_explicit(&y, 1, memory_order_relaxed);
            } else {
                seen_y = atomic_load_explicit(&y, memory_order_relaxed);
                if (ordered) atomic_thread_fence(memory_order_seq_cst);
                seen_x[1] = atomic_load_explicit(&x, memory_order_relaxed);
            }
        } else {
            atomic_int *mine = index == 0 ? &x : &y, *other = index == 0 ? &y : &x;
            atomic_store_explicit(mine, 1, memory_order_relaxed);
            if (ordered) atomic_thread_fence(memory_order_seq_cst);
            seen_x[index] = atomic_load_explicit(other, memory_order_relaxed);
        }
        pthread_barrier_wait(&step);
        if (index != 0) continue;
        if (shape == 0) forbidden += seen_y == 1 && seen_x[1] == 0;
        else forbidden += seen_x[0] == 0 && seen_x[1] == 0;
        atomic_store(&x, 0), atomic_store(&y, 0);
    }
}

static enum verdict litmus(int which, int fenced, int rounds) {
    shape = which, ordered = fenced, forbidden = 0;
    pthread_barrier_init(&step, NULL, 2);
    in_parallel(2, rounds, pair_body);
    pthread_barrier_destroy(&step);
    return forbidden == 0 ? PASS : FAIL;
}

enum verdict message_passing(int threads, int rounds) { return (void)threads, litmus(0, 1, rounds); }
enum verdict message_passing_unordered(int threads, int rounds) { return (void)threads, litmus(0, 0, rounds); }
enum verdict store_buffering(int threads, int rounds) { return (void)threads, litmus(1, 1, rounds); }
enum verdict store_buffering_unordered(int threads, int rounds) { return (void)threads, litmus(1, 0, rounds); }
