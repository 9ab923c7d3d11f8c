/*
 * Runs instruction sequences from a file under any ARM Linux and writes the state that each leaves behind.
 * Entry and exit go through signal handlers: the state of a sequence is put into the ucontext of one SIGILL, and the UDF behind
 * the sequence raises the next. So every register, the flags and the instruction set are free for the test.
 * It does without libc, because Debian's consists of instructions that ARMv6 does not have.
 *
 * Input on descriptor 0: header {u32 count}, then records of struct job. Output on 1: records of struct outcome. See job.ts.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>

#define CODE_BASE 0x10000000u
#define CODE_BYTES 0x1000u
#define DATA_BASE 0x20000000u
#define DATA_BYTES 0x1000u
#define JOBS_BASE 0x30000000u
#define UDF_BOTH 0xe7fddef0u
#define VFP_MAGIC 0x56465001u
#define SA_RESTORER 0x04000000

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

/* What rt_sigaction takes; libc's struct sigaction has another order. */
struct action {
  void (*handler)(int, siginfo_t *, void *);
  uint32_t flags;
  void (*restorer)(void);
  uint32_t mask[2];
};

static struct job *const jobs = (struct job *)JOBS_BASE;
/* Volatile, because the compiler does not see that the trap of _start leads to the handler. */
static struct outcome *volatile outcomes;
static volatile uint32_t count, next;
static uint64_t signal_stack[0x2000];

static long call(long number, long a, long b, long c, long d) {
  register long r7 __asm__("r7") = number;
  register long r0 __asm__("r0") = a;
  register long r1 __asm__("r1") = b;
  register long r2 __asm__("r2") = c;
  register long r3 __asm__("r3") = d;
  register long r4 __asm__("r4") = -1;
  register long r5 __asm__("r5") = 0;
  __asm__ volatile("svc 0" : "+r"(r0) : "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5), "r"(r7) : "memory");
  return r0;
}

static void leave(int status) {
  call(SYS_exit_group, status, 0, 0, 0);
  __builtin_unreachable();
}

/* Anonymous memory at this address, and nowhere else. */
static void map(uint32_t base, uint32_t bytes, int protection) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
  if (call(SYS_mmap2, base, bytes, protection, flags) != (long)base) leave(4);
}

/* Reads or writes all of the bytes. */
static void transfer(long number, int descriptor, void *bytes, uint32_t left) {
  for (char *p = bytes; left > 0;) {
    long n = call(number, descriptor, (long)p, left, 0);
    if (n <= 0) leave(3);
    p += n;
    left -= n;
  }
}

static void copy(void *to, const void *from, uint32_t bytes) {
  uint32_t *t = to;
  const uint32_t *f = from;
  for (unsigned i = 0; i < bytes / 4; i++) t[i] = f[i];
}

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
  copy(s->r, &u->uc_mcontext.arm_r0, 64);
  s->cpsr = u->uc_mcontext.arm_cpsr;
  uint32_t *p = vfp(u);
  if (p) {
    copy(s->d, p, 256);
    s->fpscr = p[64];
  }
}

static void load(ucontext_t *u, const struct job *job) {
  uint32_t *code = (uint32_t *)CODE_BASE;
  for (unsigned i = 0; i < CODE_BYTES / 4; i++) code[i] = UDF_BOTH;
  copy((char *)CODE_BASE + job->code_offset, job->code, sizeof job->code);
  call(__ARM_NR_cacheflush, CODE_BASE, CODE_BASE + CODE_BYTES, 0, 0);
  fill(job->seed);
  copy(&u->uc_mcontext.arm_r0, job->state.r, 64);
  u->uc_mcontext.arm_cpsr = job->state.cpsr;
  uint32_t *p = vfp(u);
  if (p) {
    copy(p, job->state.d, 256);
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
    transfer(SYS_write, 1, outcomes, count * sizeof *outcomes);
    leave(0);
  }
  load(u, &jobs[next]);
  next = next + 1;
}

__attribute__((naked)) static void restorer(void) {
  __asm__("mov r7, %0\n\tsvc 0" : : "i"(SYS_rt_sigreturn));
}

void _start(void) {
  transfer(SYS_read, 0, (void *)&count, 4);
  uint32_t bytes = (count * sizeof *jobs + 4095) & ~4095u;
  outcomes = (struct outcome *)(JOBS_BASE + bytes);
  map(JOBS_BASE, bytes + count * sizeof *outcomes, PROT_READ | PROT_WRITE);
  map(CODE_BASE, CODE_BYTES, PROT_READ | PROT_WRITE | PROT_EXEC);
  map(DATA_BASE, DATA_BYTES, PROT_READ | PROT_WRITE);
  transfer(SYS_read, 0, jobs, count * sizeof *jobs);
  stack_t stack = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
  call(SYS_sigaltstack, (long)&stack, 0, 0, 0);
  struct action action = {handler, SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTORER, restorer, {0, 0}};
  static const int signals[] = {SIGILL, SIGSEGV, SIGBUS, SIGTRAP, SIGFPE};
  for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++)
    call(SYS_rt_sigaction, signals[i], (long)&action, 0, sizeof action.mask);
  __asm__ volatile(".word %c0" : : "i"(UDF_BOTH));
  leave(5);
}
