/* A 32-bit program without a kernel: multiboot header, descriptor tables, output, what tests are made of. */

/* Selectors. */
#define CODE0 0x08
#define DATA0 0x10
#define CODE3 0x1b
#define DATA3 0x23
#define TSS_A 0x28
#define TSS_B 0x30
#define GATE3 0x38 /* call gate to ring 0 with two parameters, for everybody */
#define GATE0 0x40 /* the same for ring 0 alone */
#define GATE_ABSENT 0x48
#define TSS_SHORT 0x50
#define TASK_GATE 0x58
#define CONFORMING 0x60
#define SYSENTER_CODE 0x70 /* and data, user code, user data behind it */
#define GATE_CONFORMING 0x90

#define BACK 0x30      /* INT that leaves user mode: goes on at `resume` */
#define TASK_VECTOR 0x31
#define FLAGS_SHOWN 0x27700 /* TF, IF, DF, IOPL, NT, VM */

/* Print a letter and a word in hexadecimal. Keeps all registers; a word on the stack is addressed as it is before. */
.macro show letter, what
    pushl \what
    pushl $\letter
    call print
.endm
.macro show_segment letter, register
    pushl %eax
    movl \register, %eax
    xchgl %eax, (%esp)
    pushl $\letter
    call print
.endm

/* A new line of output with a title. */
.macro title text
    pushl %esi
    movl $8f, %esi
    call print_text
    popl %esi
    jmp 9f
8:  .asciz "\n\text"
9:
.endm

/* The next exception, or INT BACK, is shown and goes on behind the macro's label 7. */
.macro expect
    movl $7f, resume
    movl %esp, resume_stack
.endm
.macro arrive
7:
.endm

/* Go to ring 3 at a label with a stack of its own. */
.macro to_user label, flags=0x2
    movl $DATA3, %eax
    movl %eax, %ds
    movl %eax, %es
    pushl $DATA3
    pushl $user_stack
    pushl $\flags
    pushl $CODE3
    pushl $\label
    iretl
.endm
