/* What programs for bare ARM cores find where others have a libc. */
#ifndef BARE_H
#define BARE_H
#include <stdint.h>

/* Stores text in the UART. */
void say(const char *text);
/* All of `threads` cores wait here for each other. */
void meet_all(int threads);
/* Undefined instructions that this core has met; each was skipped. */
int undefined_met(int core);
/* Software interrupts that a core has taken. */
int interrupts_taken(int core);
/* Interrupts a core, which need not be another one. */
void interrupt(int core);
/* What makes written code visible to this core: clean, invalidate, barriers. */
void code_written(void *at, unsigned bytes);
/* Makes code that other cores wrote visible to this core. */
void fetch_anew(void);
/* The 4 KiB window that translations are tested by, mapped to one of two pages. */
extern volatile uint32_t *const window;
void map_window(int page);
/* Drops this core's translation of the window. */
void forget_window(void);
/* What the first word of page 0 or 1 of the window is. */
uint32_t window_mark(int page);

#endif
