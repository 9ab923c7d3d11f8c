import { writeFileSync } from 'node:fs';
import type { Machine } from '@tutti/machine';
import { breakCommand, deleteCommand, listBreakpoints, watchCommand } from './breakpoints.ts';
import { examineCommand, selectCore } from './examine.ts';
import { pngOf, ppmOf } from './picture-files.ts';
import { loadCommand, saveCommand } from './snapshot-files.ts';

/** One command of the monitor: names, what it does, and what it answers. */
interface MonitorCommand {
  readonly names: readonly string[];
  readonly doc: string;
  run(machine: Machine, argument: string): string | Promise<string>;
}

const INFO: Readonly<Record<string, { readonly doc: string; text(machine: Machine): string | Promise<string> }>> = {
  registers: { doc: 'registers of every core', text: (m) => m.info('registers') },
  cores: { doc: 'cores, their threads and what they do', text: (m) => m.info('cores') },
  mtree: { doc: 'physical memory as each cluster sees it', text: (m) => m.info('mtree') },
  devices: { doc: 'devices and their state', text: (m) => m.info('devices') },
  screen: { doc: 'the text on the screen', text: (m) => m.screenText() ?? 'the screen shows no text' },
  breakpoints: { doc: 'breakpoints and watchpoints', text: listBreakpoints },
  stats: { doc: 'counters of every core', text: (m) => m.info('stats') },
};

const NO_MOUSE = 'the board has no mouse';

const COMMANDS: readonly MonitorCommand[] = [
  {
    names: ['info'],
    doc: `show: ${Object.keys(INFO).join(', ')}`,
    run: (machine, what) =>
      INFO[what]?.text(machine) ??
      Object.entries(INFO)
        .map(([name, { doc }]) => `info ${name.padEnd(11)} ${doc}`)
        .join('\n'),
  },
  {
    names: ['stop', 's'],
    doc: 'pause the machine',
    async run(machine) {
      await machine.pause();
      return 'paused';
    },
  },
  {
    names: ['cont', 'c'],
    doc: 'go on',
    async run(machine) {
      await machine.resume();
      return '';
    },
  },
  {
    names: ['step'],
    doc: 'run one instruction of a core: step [core]',
    async run(machine, argument) {
      await machine.step(argument === '' ? 0 : Number(argument));
      return machine.info('registers');
    },
  },
  {
    names: ['break', 'b'],
    doc: 'stop before the instruction at a virtual address: break ADDR [CLUSTER]',
    run: breakCommand,
  },
  {
    names: ['watch'],
    doc: 'stop before virtual memory is written: watch ADDR [LENGTH] [CLUSTER]',
    run: watchCommand('watch', 'write'),
  },
  { names: ['rwatch'], doc: 'stop before it is read', run: watchCommand('rwatch', 'read') },
  { names: ['awatch'], doc: 'stop before it is read or written', run: watchCommand('awatch', 'access') },
  { names: ['delete'], doc: 'forget a breakpoint or watchpoint, or all: delete [N]', run: deleteCommand },
  {
    names: ['x'],
    doc: 'virtual memory of the chosen core: x /FMT ADDR; FMT is a count, a format of x d u c i and a size of b h w g',
    run: (machine, argument) => examineCommand(machine, argument, false),
  },
  {
    names: ['xp'],
    doc: 'physical memory as the chosen core sees it: xp /FMT ADDR',
    run: (machine, argument) => examineCommand(machine, argument, true),
  },
  {
    names: ['cpu'],
    doc: 'choose the core whose memory x and xp show: cpu N',
    run: selectCore,
  },
  {
    names: ['sendkey'],
    doc: 'press keys on the keyboard and let them go: sendkey ctrl-alt-delete',
    run(machine, keys) {
      machine.sendKeys(keys);
      return '';
    },
  },
  {
    names: ['mouse_move'],
    doc: 'move the mouse: mouse_move RIGHT DOWN, and the wheel away from the user: mouse_move RIGHT DOWN WHEEL',
    run(machine, argument) {
      const [right = Number.NaN, down = Number.NaN, wheel = 0] = argument.split(' ').map(Number);
      if (![right, down, wheel].every((n) => Math.abs(n) < 1e5)) return 'mouse_move wants RIGHT DOWN in counts';
      return machine.moveMouse(right, down, -wheel) ? '' : NO_MOUSE;
    },
  },
  {
    names: ['mouse_button'],
    doc: 'hold buttons of the mouse down, and no others: mouse_button SUM of 1 left, 2 right, 4 middle',
    run(machine, argument) {
      if (!/^[0-7]$/.test(argument)) return 'mouse_button wants a sum of 1, 2 and 4';
      return machine.holdButtons(Number(argument)) ? '' : NO_MOUSE;
    },
  },
  {
    names: ['screendump'],
    doc: 'write the screen to a file: screendump F.png, or F.ppm',
    run(machine, file) {
      const picture = machine.screen();
      if (picture === undefined) return 'the board shows no picture';
      writeFileSync(file, file.endsWith('.png') ? pngOf(picture) : ppmOf(picture));
      return `${picture.width} x ${picture.height}`;
    },
  },
  {
    names: ['savevm'],
    doc: 'save the state of the machine: savevm FILE',
    run: saveCommand,
  },
  {
    names: ['loadvm'],
    doc: 'go back to a saved state, of this run or another: loadvm FILE',
    run: loadCommand,
  },
  {
    names: ['system_reset'],
    doc: 'reset the whole machine',
    async run(machine) {
      await machine.reset();
      return '';
    },
  },
  {
    names: ['quit', 'q'],
    doc: 'end the machine and the program',
    async run(machine) {
      await machine.stop();
      return '';
    },
  },
  { names: ['help', '?'], doc: 'this list', run: () => help() },
];

const help = (): string => COMMANDS.map(({ names, doc }) => `${names.join(', ').padEnd(14)} ${doc}`).join('\n');

/** Carry out one line. @returns what to show, empty for nothing */
export async function monitorCommand(machine: Machine, line: string): Promise<string> {
  const [name = '', ...rest] = line.trim().split(/\s+/);
  if (name === '') return '';
  const command = COMMANDS.find((c) => c.names.includes(name));
  if (!command) return `no command "${name}"; help lists them`;
  try {
    return await command.run(machine, rest.join(' '));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
