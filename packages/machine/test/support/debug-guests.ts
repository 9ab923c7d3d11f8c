import { type Board, loadBoard, type Machine, type MachineOptions, type MachineStop } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';

/** A board of cores and memory alone; its program is entered by all cores at the start of the memory or at 1 MiB. */
const bareBoard = (arch: string, model: string, ram: number): Board =>
  loadBoard(
    `name: bare
memory:
  - {name: ram, at: ${ram}, size: {default: 16M}}
clusters:
  - {name: cpu, arch: ${arch}, model: ${model}, cores: {default: 2, max: 4}, boot: {protocol: raw, loadAt: ${ram + 0x10_0000}}}
devices: []
`,
    'bare.yaml',
  );

/** A program that makes every kind of access for ever, and a board for it. */
export interface DebugGuest {
  readonly board: Board;
  readonly image: Uint8Array;
  /** Address of its first instruction. */
  readonly entry: bigint;
}

const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

/** A32 code that calls a T32 function. r4 is 60004000h, r5 60005ffeh. */
export const ARM_GUEST: DebugGuest = {
  board: bareBoard('arm', 'cortex-a9', 0x6000_0000),
  entry: 0x6010_0000n,
  image: words(
    0xe59f4050, // 00        ldr    r4, =DATA
    0xe59f5050, // 04        ldr    r5, =CROSSING
    0xe2800001, // 08 loop:  add    r0, r0, #1
    0xe5840000, // 0c        str    r0, [r4]
    0xe5941021, // 10        ldr    r1, [r4, #0x21]
    0xe5850000, // 14        str    r0, [r5]
    0xe92d0007, // 18        push   {r0, r1, r2}
    0xe8bd0007, // 1c        pop    {r0, r1, r2}
    0xe2846040, // 20        add    r6, r4, #0x40
    0xe896000e, // 24        ldm    r6, {r1, r2, r3}
    0xe2847080, // 28        add    r7, r4, #0x80
    0xe1971f9f, // 2c again: ldrex  r1, [r7]
    0xe2811001, // 30        add    r1, r1, #1
    0xe1872f91, // 34        strex  r2, r1, [r7]
    0xe3520000, // 38        cmp    r2, #0
    0x1afffffa, // 3c        bne    again
    0xfa000000, // 40        blx    thumb
    0xeaffffef, // 44        b      loop
    0x77a32301, // 48 thumb: movs   r3, #1;  strb r3, [r4, #30]
    0xbf042b01, // 4c        cmp    r3, #1;  itt  eq
    0x33013301, // 50        addeq  r3, #1;  addeq r3, #1
    0xbf004770, // 54        bx     lr;      nop
    0x60004000, // 58 DATA
    0x60005ffe, // 5c CROSSING
  ),
};

/** 64-bit code. rbx is 200000h. */
export const X86_GUEST: DebugGuest = {
  board: bareBoard('x86_64', 'x86-64-v2', 0),
  entry: 0x10_0000n,
  image: Uint8Array.from([
    ...[0x48, 0xc7, 0xc3, 0x00, 0x00, 0x20, 0x00], // 00       mov    rbx, 200000h
    ...[0xfc], //                                     07       cld
    ...[0x48, 0xff, 0xc0], //                         08 loop: inc    rax
    ...[0x48, 0x89, 0x03], //                         0b       mov    [rbx], rax
    ...[0x48, 0x8b, 0x53, 0x21], //                   0e       mov    rdx, [rbx + 21h]
    ...[0x48, 0x89, 0x83, 0xfc, 0x1f, 0x00, 0x00], // 12       mov    [rbx + 1ffch], rax
    ...[0x50, 0x58], //                               19       push   rax;  pop rax
    ...[0xba, 0x01, 0x00, 0x00, 0x00], //             1b       mov    edx, 1
    ...[0xf0, 0x48, 0x0f, 0xc1, 0x93, 0x81, 0, 0, 0], // 20    lock xadd [rbx + 81h], rdx
    ...[0x48, 0x8d, 0xb3, 0x00, 0x01, 0x00, 0x00], // 29       lea    rsi, [rbx + 100h]
    ...[0x48, 0x8d, 0xbb, 0x00, 0x3f, 0x00, 0x00], // 30       lea    rdi, [rbx + 3f00h]
    ...[0xb9, 0x00, 0x02, 0x00, 0x00], //             37       mov    ecx, 200h
    ...[0xf3, 0xa4], //                               3c       rep movsb
    ...[0x0a, 0x8b, 0x00, 0x03, 0x00, 0x00, 0x90], // 3e       or     cl, [rbx + 300h];  nop
    ...[0xeb, 0xc1], //                               45       jmp    loop
  ]),
};

/** A machine for it; nothing runs yet. */
export const debugMachine = ({ board, image }: DebugGuest, options: MachineOptions = {}): Promise<Machine> =>
  createMachine(board, { ...options, files: { cpu: { image: { path: 'guest', bytes: image } } } });

/** The next stop at a breakpoint or watchpoint. */
export const nextStop = (machine: Machine): Promise<MachineStop> =>
  new Promise((resolve) => {
    const done = machine.on('stopped', (stop) => {
      done();
      resolve(stop);
    });
  });

/** pc of a core, as the monitor shows it. */
export function pcOf(machine: Machine, core: number): bigint {
  const text = machine.info('registers').split('\n\n')[core] ?? '';
  const [, digits] = /^pc +([0-9a-f]+)/m.exec(text) ?? /r15 +([0-9a-f]+)/.exec(text) ?? [];
  return BigInt(`0x${digits}`);
}
