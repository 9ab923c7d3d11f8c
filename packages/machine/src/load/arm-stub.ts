import type { Segment } from './types.ts';

/**
 * What a secondary core of a mailbox board runs until Linux releases it: enable the GIC's CPU interface for software
 * interrupts of any priority, sleep, and on each wake-up look at the mailbox.
 */
export function mailboxStub(at: number, mailbox: number, gicCpu: number): Segment {
  const words = [
    0xe59f0024, //       ldr  r0, [pc, #36]     GIC CPU interface
    0xe3a01001, //       mov  r1, #1
    0xe5801000, //       str  r1, [r0]          GICC_CTLR: enable
    0xe3a010ff, //       mov  r1, #0xff
    0xe5801004, //       str  r1, [r0, #4]      GICC_PMR: any priority
    0xe59f0014, //       ldr  r0, [pc, #20]     mailbox
    0xe320f003, // wait: wfi
    0xe5901000, //       ldr  r1, [r0]
    0xe3510000, //       cmp  r1, #0
    0x0afffffb, //       beq  wait
    0xe12fff11, //       bx   r1
    gicCpu,
    mailbox,
  ];
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  return { at, bytes, what: 'start-up code of the secondary cores' };
}
