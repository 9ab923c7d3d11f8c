/*
 * What a protected-mode kernel may ask of an x86 processor and Linux seldom does: call gates, task switches, virtual-8086 mode,
 * SYSENTER, single steps. Prints what it sees on COM1; two emulators, or an emulator and a machine, must print the same.
 */
#include "machine.h"

.text
.globl _start
    .align 4
    .long 0x1badb002, 0, -0x1badb002
_start:
    cli
    cld
    /* Firmware may have left its timer on. */
    movb $0xff, %al
    outb %al, $0x21
    outb %al, $0xa1
    movl $kernel_stack, %esp
    lgdt gdt_pointer
    ljmp $CODE0, $1f
1:  movl $DATA0, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    call make_tables
    lidt idt_pointer
    movl $TSS_A, %eax
    ltr %ax
    call call_gates
    call tasks
    call virtual_mode
    call ports
    call fast_calls
    call steps
    title "END"
    title ""
    movw $0x604, %dx
    movw $0x2000, %ax
    outw %ax, %dx
1:  hlt
    jmp 1b

/* ---- Call gates ---- */
call_gates:
    title "call gate, privilege change, two parameters"
    expect
    to_user 2f
2:  pushl $0x11111111
    pushl $0x22222222
    lcall $GATE3, $0
    movl %esp, user_esp
    movl %cs, %ecx
    movl %ecx, user_cs
    int $BACK
    arrive
    show 's', user_esp
    show 'c', user_cs

    title "call gate whose DPL is 0"
    expect
    to_user 2f
2:  lcall $GATE0, $0
    arrive
    title "call gate that is absent"
    expect
    to_user 2f
2:  lcall $GATE_ABSENT, $0
    arrive
    title "jump through a gate to an inner level"
    expect
    to_user 2f
2:  ljmp $GATE3, $0
    arrive
    title "call gate to conforming code stays at the level"
    expect
    to_user 2f
2:  lcall $GATE_CONFORMING, $0
    movl %esp, user_esp
    int $BACK
    arrive
    show 's', user_esp
    title "call gate from the same level copies nothing"
    movl %esp, %ebx
    lcall $GATE0, $0
    subl %esp, %ebx
    show 'd', %ebx
    addl %ebx, %esp
    title "RET to an inner level"
    expect
    to_user 2f
2:  pushl $CODE0
    pushl $2b
    lretl
    arrive
    ret

/* Reached through the gates. */
gate_target:
    show_segment 'c', %cs
    show_segment 's', %ss
    show 'e', %esp
    show 'i', (%esp)
    show 'o', 4(%esp)
    testl $3, 4(%esp)
    jz 1f
    show 'p', 8(%esp)
    show 'q', 12(%esp)
    show 'u', 16(%esp)
    show 't', 20(%esp)
    lretl $8
1:  lretl
conforming_target:
    movl %cs, %ecx
    movl %ecx, user_cs
    lretl

/* ---- Tasks ---- */
.macro show_tasks
    movl gdt + TSS_A + 4, %eax
    show 'A', %eax
    movl gdt + TSS_B + 4, %eax
    show 'B', %eax
    str %eax
    show 'T', %eax
    movl %cr0, %eax
    show '0', %eax
    pushfl
    popl %eax
    andl $FLAGS_SHOWN, %eax
    show 'F', %eax
.endm
.macro start_task label
    movl $\label, tss_b + 32
    movl $task_stack, tss_b + 56
    movl $2, tss_b + 36
.endm

tasks:
    title "CALL of a TSS, IRET back"
    start_task task_called
    clts
    movl $0x5a5a5a5a, %ebx
    lcall $TSS_B, $0
    show_tasks
    show 'b', %ebx
    title "a task that is called again goes on behind its IRET"
    lcall $TSS_B, $0
    show 'b', %ebx
    title "JMP to a TSS and back"
    start_task task_jumped
    ljmp $TSS_B, $0
    show_tasks
    show 'l', tss_b
    title "CALL of a task gate"
    start_task task_called
    lcall $TASK_GATE, $0
    show_tasks
    title "INT through a task gate"
    start_task task_called
    int $TASK_VECTOR
    show_tasks
    title "an exception with an error code through a task gate"
    start_task task_faulted
    pushl idt + 8 * 11
    pushl idt + 8 * 11 + 4
    movw $TSS_B, idt + 8 * 11 + 2
    movw $0x8500, idt + 8 * 11 + 4
    lcall $GATE_ABSENT, $0
    popl idt + 8 * 11 + 4
    popl idt + 8 * 11
    show_tasks
    title "JMP to a busy TSS"
    expect
    ljmp $TSS_A, $0
    arrive
    title "TSS that is too short"
    expect
    lcall $TSS_SHORT, $0
    arrive
    ret

task_called:
    show_tasks
    show 'l', tss_b
    show 'x', tss_a + 32
    show 'y', tss_a + 52
    iretl
    show 'g', %esp
    jmp task_called
task_faulted:
    popl %eax
    show 'r', %eax
    show 's', %esp
    show 'x', tss_a + 32
    addl $7, tss_a + 32
    iretl
task_jumped:
    show_tasks
    ljmp $TSS_A, $0

/* ---- Virtual-8086 mode ---- */
#define V86_BASE 0x8000
#define V86_SEGMENT 0x800
/* Enter virtual-8086 mode at a piece of code with an IOPL; what comes out is shown. */
.macro virtual from, iopl
    movl $\from, %esi
    movl $V86_BASE, %edi
    movl $32, %ecx
    rep movsb
    expect
    pushl $0x1111
    pushl $0x2222
    pushl $V86_SEGMENT
    pushl $0x3333
    pushl $V86_SEGMENT
    pushl $0x400
    pushl $(0x20002 | \iopl << 12)
    pushl $V86_SEGMENT
    pushl $0
    iretl
    arrive
.endm

virtual_mode:
    title "virtual-8086 mode: INT with IOPL 3"
    virtual v86_int, 3
    title "INT with IOPL 0"
    virtual v86_int, 0
    title "HLT"
    virtual v86_hlt, 3
    title "CLI with IOPL 0"
    virtual v86_cli, 0
    title "PUSHF with IOPL 0"
    virtual v86_pushf, 0
    title "POPF and IRET with IOPL 3 leave IOPL and VM alone"
    virtual v86_flags, 3
    title "invalid in this mode: LLDT"
    virtual v86_lldt, 3
    title "IN of an allowed and OUT to a denied port"
    virtual v86_ports, 3
    title "segment registers are paragraphs"
    virtual v86_segments, 3
    ret

.code16
v86_int:
    movw $0x1234, %ax
    int $BACK
v86_hlt:
    hlt
v86_cli:
    cli
v86_pushf:
    pushf
v86_flags:
    pushw $0x0202
    popfw
    pushfl
    popl %eax
    andl $FLAGS_SHOWN, %eax
    int $BACK
v86_lldt:
    lldt %ax
v86_ports:
    movw $0x81, %dx
    inb %dx, %al
    movl $0x77, %eax
    movw $0x80, %dx
    outb %al, %dx
v86_segments:
    movw $0x0810, %ax
    movw %ax, %ds
    movw $0x4321, 0
    movw %cs:0x100, %ax
    movzwl %ax, %eax
    int $BACK
.code32

/* ---- I/O permissions in ring 3 ---- */
ports:
    title "ring 3, IOPL 0: allowed port"
    expect
    to_user 2f
2:  inb $0x81, %al
    movl $1, %eax
    int $BACK
    arrive
    title "denied port"
    expect
    to_user 2f
2:  inb $0x80, %al
    arrive
    title "a word over an allowed and a denied port"
    expect
    to_user 2f
2:  inw $0x81, %ax
    arrive
    title "a port behind the bitmap"
    expect
    to_user 2f
2:  movw $0x1000, %dx
    inb %dx, %al
    arrive
    title "IOPL 3: the bitmap does not matter; CLI is allowed"
    expect
    to_user 2f, 0x3002
2:  inb $0x80, %al
    cli
    movl $2, %eax
    int $BACK
    arrive
    title "POPF in ring 3 with IOPL 0 leaves IF and IOPL alone"
    expect
    to_user 2f
2:  pushl $0x3202
    popfl
    pushfl
    popl %eax
    andl $FLAGS_SHOWN, %eax
    int $BACK
    arrive
    ret

/* ---- SYSENTER ---- */
.macro set_msr number, value
    movl $\number, %ecx
    movl \value, %eax
    xorl %edx, %edx
    wrmsr
.endm

fast_calls:
    title "SYSENTER and SYSEXIT"
    set_msr 0x174, $SYSENTER_CODE
    set_msr 0x175, $task_stack
    set_msr 0x176, $entered
    expect
    to_user 2f, 0x3002
2:  movl %esp, %ecx
    movl $3f, %edx
    sysenter
3:  movl %cs, %eax
    movl %eax, user_cs
    movl %ss, %ebx
    int $BACK
    arrive
    show 'c', user_cs
    title "SYSENTER without a code segment"
    set_msr 0x174, $0
    expect
    sysenter
    arrive
    title "SYSEXIT in ring 3"
    set_msr 0x174, $SYSENTER_CODE
    expect
    to_user 2f
2:  sysexit
    arrive
    ret
entered:
    show_segment 'C', %cs
    show_segment 'S', %ss
    show 'E', %esp
    pushfl
    popl %eax
    andl $FLAGS_SHOWN, %eax
    show 'F', %eax
    sysexit

/* ---- Single steps and breakpoints ---- */
steps:
    title "TF: a trap after each instruction, and each round of a repeated one"
    pushfl
    orl $0x100, (%esp)
    popfl
    nop
    movl $2, %ecx
    movl $scratch, %edi
    rep stosb
    pushfl
    andl $~0x100, (%esp)
    popfl
    nop
    title "breakpoint for execution, and for a write of 4 bytes"
    movl $1f, %eax
    movl %eax, %dr0
    movl $scratch, %eax
    movl %eax, %dr1
    movl $0xd0040a, %eax
    movl %eax, %dr7
    nop
1:  nop
    movl scratch, %eax
    movb $1, scratch + 3
    movb $1, scratch + 4
    xorl %eax, %eax
    movl %eax, %dr7
    ret

#include "machine.S"
