import { expect, it } from 'vitest';
import { builtInBoard } from '../src/boards/index.ts';
import { createMachine } from '../src/host/node/index.ts';

/** Writes to both ports, reads one of them and writes what it says, then powers off. */
const PROGRAM = Uint8Array.from([
  ...[0xb0, 0x41, 0xe6, 0xe9], // mov al, 'A'; out E9h, al
  ...[0xba, 0x02, 0x04, 0, 0, 0xb0, 0x42, 0xee], // mov edx, 402h; mov al, 'B'; out dx, al
  ...[0xe4, 0xe9, 0xe6, 0xe9], // in al, E9h; out E9h, al
  ...[0xba, 0x04, 0x06, 0, 0, 0xb8, 0, 0x20, 0, 0, 0x66, 0xef], // mov edx, 604h; mov eax, 2000h; out dx, ax
  ...[0xeb, 0xfe], // jmp $
]);

it("a PC's debug console is at ports E9h and 402h", async () => {
  const image = { path: 'ports.bin', bytes: PROGRAM };
  const machine = await createMachine(builtInBoard('pc'), {
    files: { cpu: { image, protocol: 'raw' } },
    memory: 2 ** 24,
    codegen: 'interp',
  });
  const said: number[] = [];
  machine.on('console', ({ console, bytes }) => {
    if (console === 'system.debug') said.push(...bytes);
  });
  await machine.start();
  await machine.ended();
  await machine.stop();
  expect(said).toEqual([0x41, 0x42, 0xe9]);
});
