#include "torture.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct share {
    int index, rounds;
    void (*body)(int, int);
    pthread_barrier_t *start;
};

static void *enter(void *arg) {
    struct share *s = arg;
    pthread_barrier_wait(s->start);
    s->body(s->index, s->rounds);
    return NULL;
}

void in_parallel(int threads, int rounds, void (*body)(int index, int rounds)) {
    pthread_t handles[256];
    struct share shares[256];
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, (unsigned)threads);
    for (int i = 0; i < threads; i++) {
        shares[i] = (struct share){i, rounds, body, &start};
        if (pthread_create(&handles[i], NULL, enter, &shares[i]) != 0) {
            perror("pthread_create");
            exit(2);
        }
    }
    for (int i = 0; i < threads; i++) pthread_join(handles[i], NULL);
    pthread_barrier_destroy(&start);
}
