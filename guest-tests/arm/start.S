@ Vectors at 0, and what each core does first. All start here.
        .arch armv6k
        .arm
        .section .note.GNU-stack, "", %progbits
        .section .vectors, "ax"
        .global vectors
vectors:
        b start
        b on_undefined
        b .                     @ SVC
        b .                     @ prefetch abort
        b .                     @ data abort
        b .
        b on_interrupt
        b .                     @ FIQ

        .text
start:
        mrc p15, 0, r0, c0, c0, 5
        and r0, r0, #15
        ldr r2, =stacks
        add r2, r2, r0, lsl #12
        cps #0x12               @ IRQ and Undefined mode: stacks of 256 bytes; the rest of a page for the program
        add sp, r2, #256
        cps #0x1b
        add sp, r2, #512
        cps #0x13
        add sp, r2, #4096
        mcr p15, 0, r0, c13, c0, 4
        bl core_main
1:      wfi
        b 1b

@ Counts, and goes on behind the instruction, which is one of A32.
on_undefined:
        push {r0, r1}
        mrc p15, 0, r0, c13, c0, 4
        ldr r1, =undefined_count
        add r1, r1, r0, lsl #2
        ldr r0, [r1]
        add r0, r0, #1
        str r0, [r1]
        pop {r0, r1}
        movs pc, lr

on_interrupt:
        sub lr, lr, #4
        push {r0-r3, r12, lr}
        bl take_interrupt
        ldmfd sp!, {r0-r3, r12, pc}^

        .bss
        .align 3
stacks: .space 4 * 4096
