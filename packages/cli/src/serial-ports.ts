import { fail, type Machine } from '@tutti/machine';
import { openForWriting } from './files.ts';
import type { SerialOption } from './options.ts';
import type { TerminalConsole } from './terminal/terminal.ts';

type Console = Machine['consoles'][number];

/** A serial port of the board and where its output goes. */
export interface SerialPort extends TerminalConsole {
  readonly where: SerialOption['where'];
  /** Descriptor of an open file, where it goes to one. */
  readonly file?: number;
}

/** The first port that a cluster has for itself. */
const ownPort = (consoles: readonly Console[], cluster: string): Console | undefined =>
  consoles.find((c) => c.clusters.length === 1 && c.clusters[0] === cluster);

/** Names of the clusters of a machine. */
const clustersOf = (machine: Machine): string[] => machine.description.clusters.map((c) => c.name);

/**
 * What the terminal shows when nobody says: the first port of the board; of a board with several clusters the first that each has for
 * itself, and those that several see.
 */
function shownByDefault(machine: Machine): readonly Console[] {
  const { consoles } = machine;
  const clusters = clustersOf(machine);
  if (clusters.length === 1) return consoles.slice(0, 1);
  const own = clusters.map((cluster) => ownPort(consoles, cluster));
  return consoles.filter((c) => c.clusters.length > 1 || own.includes(c));
}

/**
 * The board's serial ports, each with where it goes; those that no option names go nowhere.
 * @throws EmulatorError OPTION_BAD, FILE_UNREADABLE
 */
export function serialPorts(machine: Machine, wanted: readonly SerialOption[] | undefined): SerialPort[] {
  const { consoles } = machine;
  const chosen = new Map<Console, SerialOption>();
  if (wanted === undefined) for (const console of shownByDefault(machine)) chosen.set(console, { where: 'stdio' });
  let next = 0;
  for (const option of wanted ?? []) {
    const { port } = option;
    const found =
      port === undefined ? consoles[next++] : (consoles.find((c) => c.device === port) ?? ownPort(consoles, port));
    if (found === undefined) {
      const known = [...consoles.map((c) => c.device), ...clustersOf(machine)].join(', ');
      const want =
        port === undefined ? `the board has ${consoles.length} serial ports` : `no such port; known: ${known}`;
      throw fail('OPTION_BAD', { option: '--serial', value: port ?? option.where, want });
    }
    chosen.set(found, option);
  }
  return consoles.map((console): SerialPort => {
    const { where, path } = chosen.get(console) ?? { where: 'null' };
    const { output, input } = console;
    return {
      label: labelOf(console, machine),
      output,
      input,
      where,
      ...(path !== undefined && { file: openForWriting('--serial', path) }),
    };
  });
}

/** A cluster's first own port has its name; what several clusters see says itself whose lines they are. */
function labelOf(console: Console, machine: Machine): string {
  const [cluster = ''] = console.clusters;
  if (console.clusters.length > 1) return '';
  return ownPort(machine.consoles, cluster) === console ? cluster : console.device;
}
