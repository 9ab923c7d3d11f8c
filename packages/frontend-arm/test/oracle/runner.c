/*
 * Runs instruction sequences from a file under any ARM Linux and writes the state that each leaves behind.
 * Entry and exit go through signal handlers: the state of a sequence is put into the ucontext of one SIGILL, and the UDF behind
 * the sequence raises the next. So every register, the flags and the instruction set are free for the test.
 *
 * File: header {u32 count}, then records of struct job. Output: records of struct outcome. See oracle.ts.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define CODE_BASE 0x10000000u
#define CODE_BYTES 0x1000u
#define DATA_BASE 0x20000000u
#define DATA_BYTES 0x1000u
#define UDF_BOTH 0xe7fddef0u
#define VFP_MAGIC 0x56465001u

struct state {
  uint32_t r[16];
  uint32_t cpsr;
  uint32_t fpscr;
  uint64_t d[32];
};

struct job {
  struct state state;
  uint32_t seed;
  uint32_t code_offset;
  uint32_t code[30];
};

struct outcome {
  struct state state;
  uint32_t signal;
  uint32_t hash;
};

static struct job *jobs;
static struct outcome *outcomes;
static uint32_t count, next;

static void fill(uint32_t seed) {
  uint32_t x = seed | 1, *words = (uint32_t *)DATA_BASE;
  for (unsigned i = 0; i < DATA_BYTES / 4; i++) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    words[i] = x;
  }
}

static uint32_t hash(void) {
  uint32_t h = 0x811c9dc5u, *words = (uint32_t *)DATA_BASE;
  for (unsigned i = 0; i < DATA_BYTES / 4; i++) h = (h ^ words[i]) * 0x01000193u;
  return h;
}

static uint32_t *vfp(ucontext_t *u) {
  uint32_t *p = (uint32_t *)u->uc_regspace;
  return p[0] == VFP_MAGIC ? p + 2 : 0;
}

static void save(ucontext_t *u, struct state *s) {
  memcpy(s->r, &u->uc_mcontext.arm_r0, 64);
  s->cpsr = u->uc_mcontext.arm_cpsr;
  uint32_t *p = vfp(u);
  if (p) {
    memcpy(s->d, p, 256);
    s->fpscr = p[64];
  }
}

static void load(ucontext_t *u, const struct job *job) {
  uint32_t *code = (uint32_t *)CODE_BASE;
  for (unsigned i = 0; i < CODE_BYTES / 4; i++) code[i] = UDF_BOTH;
  memcpy((char *)CODE_BASE + job->code_offset, job->code, sizeof job->code);
  __builtin___clear_cache((char *)CODE_BASE, (char *)CODE_BASE + CODE_BYTES);
  fill(job->seed);
  memcpy(&u->uc_mcontext.arm_r0, job->state.r, 64);
  u->uc_mcontext.arm_cpsr = job->state.cpsr;
  uint32_t *p = vfp(u);
  if (p) {
    memcpy(p, job->state.d, 256);
    p[64] = job->state.fpscr;
  }
}

static void handler(int signal, siginfo_t *info, void *context) {
  ucontext_t *u = context;
  (void)info;
  if (next > 0) {
    struct outcome *o = &outcomes[next - 1];
    save(u, &o->state);
    o->signal = signal;
    o->hash = hash();
  }
  if (next == count) {
    const char *p = (const char *)outcomes;
    for (size_t left = count * sizeof *outcomes; left > 0;) {
      ssize_t n = write(1, p, left);
      if (n <= 0) _exit(6);
      p += n;
      left -= n;
    }
    _exit(0);
  }
  load(u, &jobs[next++]);
}

int main(int argc, char **argv) {
  int fd = open(argv[1], O_RDONLY);
  if (argc != 2 || fd < 0 || read(fd, &count, 4) != 4) return 2;
  size_t bytes = count * sizeof *jobs, have = 0;
  jobs = malloc(bytes);
  outcomes = calloc(count, sizeof *outcomes);
  while (have < bytes) {
    ssize_t n = read(fd, (char *)jobs + have, bytes - have);
    if (n <= 0) return 3;
    have += n;
  }
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
  if (mmap((void *)CODE_BASE, CODE_BYTES, PROT_READ | PROT_WRITE | PROT_EXEC, flags, -1, 0) == MAP_FAILED) return 4;
  if (mmap((void *)DATA_BASE, DATA_BYTES, PROT_READ | PROT_WRITE, flags, -1, 0) == MAP_FAILED) return 4;
  stack_t stack = {.ss_sp = malloc(1 << 16), .ss_size = 1 << 16};
  sigaltstack(&stack, 0);
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigaction(SIGILL, &action, 0);
  sigaction(SIGSEGV, &action, 0);
  sigaction(SIGBUS, &action, 0);
  sigaction(SIGTRAP, &action, 0);
  sigaction(SIGFPE, &action, 0);
  __builtin_trap();
  return 5;
}
