/* Work that needs the kernel: faults, processes, switches, changed code. */
#define _GNU_SOURCE
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

uint32_t page_faults(uint32_t rounds) {
    enum { PAGES = 256 };
    uint32_t sum = 0;
    for (uint32_t n = 0; n < rounds; n++) {
        uint8_t *p = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        check(p != MAP_FAILED, "mmap");
        for (int i = 0; i < PAGES; i++) p[i * 4096] = (uint8_t)(i + n), sum += p[i * 4096];
        check(munmap(p, PAGES * 4096) == 0, "munmap");
    }
    return sum;
}

uint32_t forks(uint32_t rounds) {
    uint32_t sum = 0;
    for (uint32_t n = 0; n < rounds; n++) {
        int status;
        pid_t child = fork();
        check(child >= 0, "fork");
        if (child == 0) _exit((int)(n & 63));
        check(waitpid(child, &status, 0) == child, "waitpid");
        sum += (uint32_t)WEXITSTATUS(status);
    }
    return sum;
}

uint32_t context_switches(uint32_t rounds) {
    int to[2], from[2];
    uint32_t sum = 0;
    check(pipe(to) == 0 && pipe(from) == 0, "pipe");
    pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
        unsigned char c;
        close(to[1]);
        while (read(to[0], &c, 1) == 1) {
            c = (unsigned char)(c + 1);
            if (write(from[1], &c, 1) != 1) _exit(1);
        }
        _exit(0);
    }
    for (uint32_t n = 0; n < rounds; n++) {
        unsigned char c = (unsigned char)n;
        check(write(to[1], &c, 1) == 1 && read(from[0], &c, 1) == 1, "pipe");
        sum += c;
    }
    close(to[1]), close(to[0]), close(from[0]), close(from[1]);
    waitpid(child, NULL, 0);
    return sum;
}

/* A function `return constant`, its constant patched before every call. */
uint32_t self_modifying(uint32_t rounds) {
    uint8_t *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint32_t sum = 0;
    check(code != MAP_FAILED, "mmap");
    for (uint32_t n = 0; n < rounds; n++) {
#if defined(__arm__)
        uint32_t insns[2] = {0xe3a00000u | (n & 255), 0xe12fff1eu}; /* mov r0, #n; bx lr */
        memcpy(code, insns, sizeof insns);
#elif defined(__x86_64__) || defined(__i386__)
        uint8_t insns[6] = {0xb8, (uint8_t)n, 0, 0, 0, 0xc3}; /* mov eax, n; ret */
        memcpy(code, insns, sizeof insns);
#else
#error "write the two instructions of this architecture"
#endif
        __builtin___clear_cache((char *)code, (char *)code + 8);
        sum += ((uint32_t (*)(void))(uintptr_t)code)();
    }
    munmap(code, 4096);
    return sum;
}
