/* Tables, handlers and output of machine.h. */

/* Fill in the bases of TSSs, the offsets of gates and the IDT. */
make_tables:
    movl $TSS_A, %ebx
    movl $tss_a, %eax
    call set_base
    movl $TSS_B, %ebx
    movl $tss_b, %eax
    call set_base
    movl $TSS_SHORT, %ebx
    movl $tss_b, %eax
    call set_base
    movl $gate_target, %eax
    movl $GATE3, %ebx
    call set_offset
    movl $GATE0, %ebx
    call set_offset
    movl $GATE_ABSENT, %ebx
    call set_offset
    movl $conforming_target, %eax
    movl $GATE_CONFORMING, %ebx
    call set_offset
    movl $idt, %edi
    movl $stubs, %eax
    xorl %ecx, %ecx
1:  movl %eax, %edx
    movw %dx, (%edi)
    movw $CODE0, 2(%edi)
    movw $0x8e00, 4(%edi)
    shrl $16, %edx
    movw %dx, 6(%edi)
    addl $8, %edi
    addl $16, %eax
    incl %ecx
    cmpl $0x32, %ecx
    jb 1b
    movw $0xee00, idt + 8 * BACK + 4
    movw $TSS_B, idt + 8 * TASK_VECTOR + 2
    movw $0xe500, idt + 8 * TASK_VECTOR + 4
    ret
set_base:
    movw %ax, gdt + 2(%ebx)
    shrl $16, %eax
    movb %al, gdt + 4(%ebx)
    movb %ah, gdt + 7(%ebx)
    ret
set_offset:
    movl %eax, %edx
    movw %dx, gdt(%ebx)
    shrl $16, %edx
    movw %dx, gdt + 6(%ebx)
    ret

/* Every event comes here with its vector behind an error code; 16 bytes each. */
    .align 16
stubs:
.set vector, 0
.rept 0x32
    .align 16
    .if !((vector == 8) || (vector >= 10 && vector <= 14) || (vector == 17))
    pushl $0
    .endif
    pushl $vector
    jmp event
    .set vector, vector + 1
.endr
event:
    pushal
    movl $DATA0, %ebp
    movl %ds, %ecx
    movl %es, %edx
    movl %ebp, %ds
    movl %ebp, %es
    cmpl $1, 32(%esp)
    je debug_event
    show 'V', 32(%esp)
    show 'r', 36(%esp)
    show 'i', 40(%esp)
    show 'c', 44(%esp)
    movl 48(%esp), %eax
    andl $FLAGS_SHOWN, %eax
    show 'f', %eax
    show 'a', 28(%esp)
    testl $3, 44(%esp)
    jnz 1f
    testl $0x20000, 48(%esp)
    jz 2f
1:  show 'e', 52(%esp)
    show 's', 56(%esp)
2:  testl $0x20000, 48(%esp)
    jz 3f
    show '1', 60(%esp)
    show '2', 64(%esp)
    show '3', 68(%esp)
    show '4', 72(%esp)
    show 'd', %ecx
    show 'x', %edx
3:  movl resume_stack, %esp
    jmp *resume
debug_event:
    movl %dr6, %eax
    andl $0xe00f, %eax
    show 'D', %eax
    show 'i', 40(%esp)
    xorl %eax, %eax
    movl %eax, %dr6
    orl $0x10000, 48(%esp)
    popal
    addl $8, %esp
    iretl

/* Print a letter and a word, which are on the stack: letter on top. */
print:
    pushal
    movb $' ', %al
    call put
    movb 36(%esp), %al
    call put
    movl 40(%esp), %ebx
    movl $8, %ecx
1:  roll $4, %ebx
    movl %ebx, %eax
    andl $15, %eax
    movb digits(%eax), %al
    call put
    loop 1b
    popal
    ret $8
print_text:
    pushl %eax
    pushl %edx
1:  lodsb
    testb %al, %al
    jz 2f
    call put
    jmp 1b
2:  popl %edx
    popl %eax
    ret
put:
    pushl %eax
    movw $0x3fd, %dx
1:  inb %dx, %al
    testb $0x20, %al
    jz 1b
    popl %eax
    movw $0x3f8, %dx
    outb %al, %dx
    ret

.data
digits: .ascii "0123456789abcdef"
    .align 8
gdt:
    .quad 0
    .quad 0x00cf9b000000ffff, 0x00cf93000000ffff /* ring 0 */
    .quad 0x00cffb000000ffff, 0x00cff3000000ffff /* ring 3 */
    .word tss_bytes - 1, 0, 0x8900, 0            /* TSS_A */
    .quad 0x0000890000000067                     /* TSS_B */
    .quad 0x0000ec0200080000                     /* GATE3 */
    .quad 0x00008c0200080000                     /* GATE0 */
    .quad 0x00006c0200080000                     /* GATE_ABSENT */
    .quad 0x0000890000000066                     /* TSS_SHORT */
    .quad 0x0000850000300000                     /* TASK_GATE */
    .quad 0x00cf9f000000ffff                     /* CONFORMING */
    .quad 0
    .quad 0x00cf9b000000ffff, 0x00cf93000000ffff /* SYSENTER_CODE */
    .quad 0x00cffb000000ffff, 0x00cff3000000ffff
    .quad 0x0000ec0000600000                     /* GATE_CONFORMING */
gdt_end:
gdt_pointer:
    .word gdt_end - gdt - 1
    .long gdt
idt_pointer:
    .word 8 * 0x32 - 1
    .long idt
    .align 4
resume: .long 0
resume_stack: .long 0
user_esp: .long 0
user_cs: .long 0
scratch: .quad 0
    .align 128
tss_a:
    .long 0, kernel_stack_1, DATA0, 0, 0, 0, 0, 0
    .skip 0x64 - 32
    .word 0, tss_map - tss_a
tss_map:
    .skip 16
    .byte 0xfd, 0xff
    .set tss_bytes, . - tss_a
tss_b:
    .long 0, kernel_stack_1, DATA0, 0, 0, 0, 0, 0
    .long 0, 2, 0, 0, 0, 0, task_stack, 0, 0, 0
    .long DATA0, CODE0, DATA0, DATA0, 0, 0, 0
    .word 0, 0x68
.bss
    .align 16
idt: .skip 8 * 0x32
    .skip 4096
kernel_stack:
    .skip 4096
kernel_stack_1:
    .skip 4096
task_stack:
    .skip 4096
user_stack:
