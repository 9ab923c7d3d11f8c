import { z } from 'zod';
import { parseSize } from './size.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/i, 'a name is letters, digits, - and _, and starts with a letter')
  .describe('Name, unique among its kind on the board');

const size = z
  .union([z.number().int().positive(), z.string()])
  .transform((value, context) => {
    const bytes = typeof value === 'number' ? value : parseSize(value);
    if (bytes !== undefined && bytes > 0) return bytes;
    context.addIssue({ code: 'custom', message: `"${value}" is not a size; write bytes, or a number with K, M or G` });
    return z.NEVER;
  })
  .describe('Bytes; text may end in K, M or G');

const address = z
  .union([z.number(), z.string().regex(/^0x[0-9a-f]+$/i, 'an address is a number, or text such as "0x60000000"')])
  .transform(Number)
  .pipe(
    z
      .number()
      .int()
      .min(0)
      .max(2 ** 52),
  )
  .describe('Guest physical address; JSON has no hexadecimal numbers, so text such as "0x60000000" is one too');

/** One address for all clusters, or one for each cluster that sees it. */
const addresses = z.union([address, z.record(z.string(), address)]);

const pageMultiple = (bytes: number): boolean => bytes % 4096 === 0;

const memory = z.strictObject({
  name,
  kind: z.enum(['ram', 'rom']).default('ram'),
  at: addresses,
  size: z
    .union([
      size.refine(pageMultiple, 'a memory size is a multiple of 4096'),
      z
        .strictObject({
          default: size,
          min: size.optional(),
          max: size.optional(),
          less: size
            .optional()
            .describe("Part of what -m says that is not in this memory: the megabyte below a PC's RAM"),
        })
        .describe('Set by -m'),
    ])
    .describe('Size, or the bounds of what -m may choose'),
  bootFor: z
    .array(z.string())
    .optional()
    .describe('Clusters whose kernel owns it as its RAM; left out: all that see it'),
  kernel: z.boolean().default(true).describe('Offered to kernels as RAM; false for SRAM, video and shared memory'),
});

const secondary = z.union([
  z.literal('held').describe('They wait until the cluster releases them (PSCI, SIPI)'),
  z
    .strictObject({ mailbox: address, stub: address, gicCpu: address })
    .describe('They run a stub that polls a mailbox register'),
]);

const boot = z.strictObject({
  protocol: z.string().default('plain').describe('How the image is loaded and entered'),
  image: z
    .string()
    .optional()
    .describe('Kernel or program, relative to the board file; or guest:NAME, a program of the emulator itself'),
  initrd: z.string().optional(),
  firmware: z.string().optional().describe('ROM image that runs instead of a kernel'),
  dtb: z.string().optional().describe('Device tree; left out: the one that `tree` makes'),
  tree: z.string().optional().describe('Name of a built-in generator of the device tree'),
  append: z.string().default('').describe('Kernel command line'),
  entry: address.optional(),
  loadAt: address.optional().describe('Where raw bytes are loaded'),
  secondary: secondary.default('held'),
});

const cluster = z.strictObject({
  name,
  arch: z.string().describe('Architecture: arm, x86_64'),
  model: z.string().describe('CPU model of the architecture'),
  cores: z
    .union([
      z.number().int().min(1).max(255),
      z.strictObject({ default: z.number().int().min(1), max: z.number().int().min(1).max(255) }),
    ])
    .default(1)
    .describe('Number of cores, or the bounds of what --smp may choose'),
  held: z.boolean().default(false).describe('Held in reset until something releases it'),
  clockHz: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Clock: cores that share a host thread (all, with --clock icount) run in the proportion of theirs'),
  options: z.record(z.string(), z.number()).default({}).describe('Options of the CPU model'),
  ppi: z
    .string()
    .optional()
    .describe('Interrupt controller that takes the private interrupts of the cores (generic timer)'),
  apic: z.string().optional().describe('Device that holds the local APICs of the cores'),
  pic: z.string().optional().describe('8259 pair that the local APICs acknowledge external interrupts at'),
  boot: boot.prefault({}),
});

const device = z.strictObject({
  name,
  type: z.string().describe('Device type'),
  at: addresses.optional().describe('Address of its registers; left out for devices without any'),
  size: size.optional().describe('Bytes of its register window; left out: what the type has'),
  ports: addresses.optional().describe('First I/O port, for devices in port space'),
  pci: z
    .union([
      z.number().int().min(0).max(31),
      z.string().regex(/^([12]?\d|3[01])\.[0-7]$/, 'a PCI place is a slot, or "slot.function"'),
    ])
    .transform((place) => {
      const [slot = 0, number = 0] = `${place}`.split('.').map(Number);
      return slot * 8 + number;
    })
    .optional()
    .describe('Place on the PCI bus, for PCI functions: slot (0 to 31), or "slot.function"'),
  portWindows: z
    .record(z.string(), addresses)
    .optional()
    .describe('First I/O port of further register windows by name'),
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  wires: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .default({})
    .describe('Each output to `device:input` or `cluster.core:line`; `cluster.*:line` fans one output per core'),
  for: z.array(z.string()).optional().describe('Clusters that see it; left out: all'),
  windows: z.record(z.string(), addresses).optional().describe('Further register windows of the device by name'),
});

const region = z.strictObject({
  name,
  at: addresses,
  size,
  kind: z.enum(['raz', 'fault']).default('raz').describe('raz: reads give 0, writes are ignored; fault: bus error'),
});

/** The board file, as people write it. */
export const BOARD = z.strictObject({
  $schema: z.string().optional().describe('JSON Schema, for editors'),
  name,
  description: z.string().default(''),
  memory: z.array(memory).min(1, 'a board needs memory'),
  clusters: z.array(cluster).min(1, 'a board needs at least one cluster of cores'),
  devices: z.array(device).default([]),
  regions: z.array(region).default([]),
});

/** The same without a name and with lists that may be empty: what is left of a file without the parts whose shape is wrong. */
export const BOARD_REST = BOARD.extend({
  name: name.default('board'),
  memory: z.array(memory),
  clusters: z.array(cluster),
});

/** A board as written. */
export type BoardSource = z.input<typeof BOARD>;
/** A board with every default filled in. */
export type Board = z.output<typeof BOARD>;
export type BoardCluster = Board['clusters'][number];
export type BoardDevice = Board['devices'][number];

/** JSON Schema of board files, for editors. */
export const boardJsonSchema = (): object => z.toJSONSchema(BOARD, { io: 'input' });
