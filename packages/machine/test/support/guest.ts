import { type Board, loadBoard, type NamedBytes } from '@tutti/machine';

/** A board with one ARM cluster, a serial port and a power switch. */
export const smallBoard = (): Board =>
  loadBoard(
    `name: small
memory:
  - {name: ram, at: 0x60000000, size: {default: 1M, max: 16M}}
clusters:
  - {name: cpu, arch: arm, model: cortex-a9, cores: {default: 1, max: 4}, boot: {protocol: plain}}
devices:
  - {name: gic, type: gic, options: {cores: $cpu}, windows: {dist: 0x1e001000, cpu_mpcore: 0x1e000100}, wires: {'irq[*]': 'cpu[*].irq'}}
  - {name: uart0, type: pl011, at: 0x10009000, options: {enabled: true}, wires: {intr: 'gic.spi[5]'}}
  - {name: sysreg, type: vexpress-sysreg, at: 0x10000000}
`,
    'small.yaml',
  );

/** Prints a text, then powers off. */
export function printProgram(text: string): NamedBytes {
  const { bytes } = echoProgram(text);
  new DataView(bytes.buffer).setUint32(0x18, 0xea000005, true); // b 0x34
  return { path: 'print.bin', bytes };
}

/** Prints a text, then sends back what is typed until `q`, which powers off. */
export function echoProgram(text: string): { path: string; bytes: Uint8Array<ArrayBuffer> } {
  const words = [
    0xe59f003c, // 00       ldr   r0, =UART
    0xe28f1044, // 04       adr   r1, text
    0xe4d12001, // 08 next: ldrb  r2, [r1], #1
    0xe3520000, // 0c       cmp   r2, #0
    0x15802000, // 10       strne r2, [r0]
    0x1afffffb, // 14       bne   next
    0xe5902018, // 18 wait: ldr   r2, [r0, #0x18]   flags
    0xe3120010, // 1c       tst   r2, #0x10         receive FIFO empty
    0x1afffffc, // 20       bne   wait
    0xe5902000, // 24       ldr   r2, [r0]
    0xe3520071, // 28       cmp   r2, #'q'
    0x15802000, // 2c       strne r2, [r0]
    0x1afffff8, // 30       bne   wait
    0xe59f000c, // 34       ldr   r0, =SYSREG
    0xe59f300c, // 38       ldr   r3, =START | WRITE | SHUTDOWN
    0xe58030a4, // 3c       str   r3, [r0, #0xa4]   SYS_CFGCTRL
    0xeafffffe, // 40       b     .
    0x10009000, // 44 UART
    0x10000000, // 48 SYSREG
    0xc0800000, // 4c
  ];
  const bytes = new Uint8Array(4 * words.length + text.length + 1);
  for (const [i, word] of words.entries()) new DataView(bytes.buffer).setUint32(4 * i, word, true);
  bytes.set(new TextEncoder().encode(text), 4 * words.length);
  return { path: 'echo.bin', bytes };
}
