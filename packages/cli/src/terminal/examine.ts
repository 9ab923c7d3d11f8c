import type { ExamineFormat, ExamineOptions, Machine } from '@tutti/machine';

const SIZES = { b: 1, h: 2, w: 4, g: 8 } as const satisfies Record<string, ExamineOptions['size']>;
/** `/FMT ADDR`, FMT as in QEMU's monitor: an optional count, then format and size letters. */
const ARGUMENT = /^(?:\/(\d*)([xduci]?)([bhwg]?)\s+)?(0x[0-9a-f]+|\d+)$/i;
const USAGE = 'want /FMT ADDR, as /8xw 0x1000: a count, a format of x d u c i, a size of b h w g';
const MOST = 4096;
const ADDRESS_END = 1n << 64n;

/** Core that a person chose, by machine. */
const chosen = new WeakMap<Machine, number>();

/** `x` and `xp`. @returns the text, or what is wrong with the argument. @throws what `Machine.examine` does */
export function examineCommand(machine: Machine, argument: string, physical: boolean): string {
  const [, count = '', format = '', size = '', address] = ARGUMENT.exec(argument) ?? [];
  if (address === undefined || BigInt(address) >= ADDRESS_END) return USAGE;
  const items = count === '' ? 1 : Number(count);
  if (items < 1 || items > MOST) return `count ${items}: 1 to ${MOST}`;
  const shown = (format.toLowerCase() || 'x') as ExamineFormat;
  const letter = size.toLowerCase() as keyof typeof SIZES | '';
  return machine.examine(BigInt(address), {
    core: chosen.get(machine) ?? 0,
    physical,
    format: shown,
    size: letter === '' ? (shown === 'c' ? 1 : 4) : SIZES[letter],
    count: items,
  });
}

/** `cpu N`. */
export function selectCore(machine: Machine, argument: string): string {
  const { cores } = machine.description;
  if (!/^\d+$/.test(argument) || Number(argument) >= cores.length) return `want a core, 0 to ${cores.length - 1}`;
  chosen.set(machine, Number(argument));
  return '';
}
