import type { Machine } from '@tutti/machine';
import { monitorCommand } from '../terminal/monitor.ts';
import type { DebugTarget } from './stub/target.ts';

/** A machine as debuggers see it. @param kill  ends the program */
export function machineTarget(machine: Machine, kill: () => void): DebugTarget {
  return {
    get running() {
      return machine.state === 'running';
    },
    pause: () => machine.pause(),
    resume: () => machine.resume(),
    step: (core) => machine.step(core, true),
    readRegister: (core, name) => machine.readRegister(core, name),
    writeRegister: (core, name, value) => machine.writeRegister(core, name, value),
    readMemory: (core, at, length) => machine.readVirtual(core, at, length),
    writeMemory: (core, at, bytes) => machine.writeVirtual(core, at, bytes),
    setPoint: (group, kind, at, length) =>
      kind === 'break' ? machine.setBreakpoint(at, group) : machine.setWatchpoint(kind, at, length, group),
    clearPoint: (id) => machine.clearBreakpoint(id),
    describe: (core) => machine.info('cores').split('\n')[core] ?? '',
    monitor: (line) => monitorCommand(machine, line),
    kill,
  };
}
