import { POWER_SWITCH } from '@tutti/devices-core';
import { DUET_ARM } from '../boards/duet-map.ts';
import { ArmAssembler, R0, R4, R5 } from './arm-assembler.ts';
import { armPrint, say } from './arm-print.ts';

/**
 * One of several programs that each own a core: waits for its turn in the first word of shared memory, says so, and passes the turn
 * on. The last powers off.
 * @param commandLine `id=1 of=4`
 */
export function tokenRing(origin: number, commandLine: string): Uint8Array {
  const number = (key: string): number => Number(new RegExp(`\\b${key}=(\\d+)`).exec(commandLine)?.[1] ?? 1);
  const [id, of] = [number('id'), number('of')];
  const a = new ArmAssembler(origin);
  a.mov32(R4, DUET_ARM.shared);
  a.b('look');
  a.label('wait');
  a.yield();
  a.label('look');
  a.memory('ldr', R0, R4);
  a.cmp(R0, id - 1);
  a.b('wait', 'ne');
  a.dmb();
  say(a, 'turn', `image ${id} of ${of} has the turn\n`);
  a.dmb();
  a.mov32(R0, id);
  a.memory('str', R0, R4);
  if (id === of) {
    a.mov32(R5, DUET_ARM.power);
    a.mov32(R0, 0);
    a.memory('str', R0, R5, POWER_SWITCH.at.OFF);
  }
  a.label('sleep');
  a.wfi();
  a.b('sleep');
  armPrint(a, DUET_ARM.uart);
  return a.code.finish();
}
