// Runs jobs on the host processor: loads registers, runs code up to a trap, gives the registers back.
// Input and output: records of struct job on stdin and stdout.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define CODE 0x10000000ul
#define DATA 0x20000000ul
#define DATA_BYTES 4096
#define CODE_BYTES 64

struct job {
  uint64_t gpr[16]; // encoding order
  uint64_t rip, rflags;
  uint64_t signal;
  uint64_t pad;
  uint8_t code[CODE_BYTES];
  uint8_t fx[512];
  uint8_t ymm_high[256]; // upper halves of YMM0 to YMM15
  uint8_t data[DATA_BYTES];
};

static struct job job;
static ucontext_t home;
static struct _libc_fpstate home_fp;
static volatile int inside;
static const int ORDER[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                              REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

static int has_avx;
// XSTATE_BV of the XSAVE area that a signal frame holds, and where that has the upper halves. Intel SDM 1, 13.4
#define YMM_AT 576
static uint64_t *header_of(ucontext_t *u) { return (uint64_t *)((uint8_t *)u->uc_mcontext.fpregs + 512); }

static void enter(int number, siginfo_t *info, void *context) {
  (void)number; (void)info;
  ucontext_t *u = context;
  memcpy(home.uc_mcontext.gregs, u->uc_mcontext.gregs, sizeof home.uc_mcontext.gregs);
  memcpy(&home_fp, u->uc_mcontext.fpregs, 512);
  for (int i = 0; i < 16; i++) u->uc_mcontext.gregs[ORDER[i]] = job.gpr[i];
  u->uc_mcontext.gregs[REG_RIP] = CODE;
  u->uc_mcontext.gregs[REG_EFL] = (job.rflags & 0xcd5) | 0x202;
  memcpy(u->uc_mcontext.fpregs, job.fx, 416);
  if (has_avx) {
    *header_of(u) |= 7;
    memcpy((uint8_t *)u->uc_mcontext.fpregs + YMM_AT, job.ymm_high, sizeof job.ymm_high);
  }
  inside = 1;
}

static void leave(int number, siginfo_t *info, void *context) {
  (void)info;
  ucontext_t *u = context;
  if (!inside) _exit(3);
  inside = 0;
  for (int i = 0; i < 16; i++) job.gpr[i] = u->uc_mcontext.gregs[ORDER[i]];
  job.rip = u->uc_mcontext.gregs[REG_RIP];
  job.rflags = u->uc_mcontext.gregs[REG_EFL];
  job.signal = number;
  memcpy(job.fx, u->uc_mcontext.fpregs, 416);
  memset(job.ymm_high, 0, sizeof job.ymm_high);
  if (has_avx && (*header_of(u) & 4))
    memcpy(job.ymm_high, (uint8_t *)u->uc_mcontext.fpregs + YMM_AT, sizeof job.ymm_high);
  memcpy(u->uc_mcontext.gregs, home.uc_mcontext.gregs, sizeof home.uc_mcontext.gregs);
  memcpy(u->uc_mcontext.fpregs, &home_fp, 416);
}

int main(void) {
  has_avx = __builtin_cpu_supports("avx");
  uint8_t *code = mmap((void *)CODE, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  uint8_t *data = mmap((void *)DATA, DATA_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  static uint8_t stack[65536];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  sigaltstack(&alternate, 0);
  struct sigaction action = {.sa_sigaction = leave, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  int signals[] = {SIGTRAP, SIGSEGV, SIGILL, SIGFPE, SIGBUS};
  for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, 0);
  action.sa_sigaction = enter;
  sigaction(SIGUSR1, &action, 0);
  while (fread(&job, sizeof job, 1, stdin) == 1) {
    memset(code, 0xcc, 4096);
    memcpy(code, job.code, CODE_BYTES);
    memcpy(data, job.data, DATA_BYTES);
    raise(SIGUSR1);
    memcpy(job.data, data, DATA_BYTES);
    fwrite(&job, sizeof job, 1, stdout);
  }
  return 0;
}
