// Runs one Linux guest in v86 with its first serial port on standard output, until the guest says that it powers off.
//   node run.mjs --kernel BZIMAGE --initrd FILE --append TEXT --memory MIB --firmware BIOS --vga-firmware BIOS
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { V86 } from 'v86';

/** Without ACPI v86 cannot power off: the last line of the guests' `/init` before they try. */
const LAST_LINE = 'GUEST-OFF';
const MIB = 1 << 20;
const VGA_MEMORY_BYTES = 2 * MIB;

const NAMES = ['kernel', 'initrd', 'append', 'memory', 'firmware', 'vga-firmware'];
const { values } = parseArgs({ options: Object.fromEntries(NAMES.map((name) => [name, { type: 'string' }])) });
for (const name of NAMES) {
  if (values[name] === undefined) {
    console.error(`v86: --${name} is missing`);
    process.exit(1);
  }
}

function image(path) {
  const bytes = readFileSync(path);
  return { buffer: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
}

const emulator = new V86({
  wasm_path: fileURLToPath(new URL('v86.wasm', import.meta.resolve('v86'))),
  memory_size: Number(values.memory) * MIB,
  vga_memory_size: VGA_MEMORY_BYTES,
  bios: image(values.firmware),
  vga_bios: image(values['vga-firmware']),
  bzimage: image(values.kernel),
  initrd: image(values.initrd),
  cmdline: values.append,
  disable_speaker: true,
  autostart: true,
});

let line = '';
emulator.add_listener('serial0-output-byte', (byte) => {
  const character = String.fromCharCode(byte);
  line += character;
  if (character !== '\n') return;
  const last = line.startsWith(LAST_LINE);
  process.stdout.write(line, () => last && process.exit(0));
  line = '';
});
