/**
 * Instructions per second of this decoder, iced-x86 (wasm) and capstone (wasm) over the same code in one run, and the size of the bundle.
 * `pnpm --filter @tutti/frontend-x86_64 bench [ELF file]`. The contenders take turns; the table shows the
 * best and the median of the rounds, and ratios of the best: other load on the machine only ever slows a round down.
 */
import { readFileSync } from 'node:fs';
import { argv, version } from 'node:process';
import { Decoder, formatIntel, Instruction } from '@tutti/frontend-x86_64/decode';
import * as iced from 'iced-x86';
import { loadCapstone } from '../test/conformance/capstone.ts';
import { textSection } from '../test/conformance/elf.ts';
import { bundleSizes } from './bundle-size.ts';

const path = argv[2] ?? '/lib/x86_64-linux-gnu/libc.so.6';
const section = textSection(readFileSync(path));
const code = new Uint8Array(section.bytes);
/** Capstone is two orders slower: a part of the code, and its rate, will do. */
const part = code.subarray(0, 64 << 10);
const ROUNDS = 15;

let checksum = 0;
const insn = new Instruction();
const decoder = new Decoder(64);
const icedDecoder = new iced.Decoder(64, code, iced.DecoderOptions.None);
const icedInsn = new iced.Instruction();
const icedFormatter = new iced.Formatter(iced.FormatterSyntax.Intel);
const capstone = await loadCapstone();

/** Each returns how many instructions it decoded. */
const CONTENDERS: Readonly<Record<string, () => number>> = {
  'tutti: decode': () => {
    let count = 0;
    for (let at = 0; at < code.length; count++) {
      const length = decoder.decode(code, at, insn);
      checksum += insn.op + insn.operandCount;
      at += length > 0 ? length : 1;
    }
    return count;
  },
  'iced-x86: decodeOut': () => {
    let count = 0;
    for (icedDecoder.position = 0; icedDecoder.canDecode; count++) icedDecoder.decodeOut(icedInsn);
    return count;
  },
  'iced-x86: decodeOut, code, opCount': () => {
    let count = 0;
    for (icedDecoder.position = 0; icedDecoder.canDecode; count++) {
      icedDecoder.decodeOut(icedInsn);
      checksum += icedInsn.code + icedInsn.opCount;
    }
    return count;
  },
  'capstone: disasm': () => {
    let count = 0;
    capstone.each(part, () => count++);
    return count;
  },
  'tutti: decode and Intel text': () => {
    let count = 0;
    for (let at = 0; at < part.length; count++) {
      const length = decoder.decode(part, at, insn);
      if (length > 0) checksum += formatIntel(insn, at).length;
      at += length > 0 ? length : 1;
    }
    return count;
  },
  'iced-x86: decode and Intel text': () => {
    let count = 0;
    for (icedDecoder.position = 0; icedDecoder.position < part.length; count++) {
      icedDecoder.decodeOut(icedInsn);
      checksum += icedFormatter.format(icedInsn).length;
    }
    return count;
  },
};

const rates = new Map<string, number[]>(Object.keys(CONTENDERS).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of Object.entries(CONTENDERS)) {
    const start = performance.now();
    const count = run();
    rates.get(name)!.push(count / ((performance.now() - start) / 1000));
  }
}

console.log(`${path}, ${code.length} bytes, Node ${version}, ${ROUNDS} rounds (checksum ${checksum})`);
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const own = Math.max(...rates.get('tutti: decode')!);
for (const [name, values] of rates) {
  const best = Math.max(...values);
  const columns = [
    (best / 1e6).toFixed(2).padStart(7),
    'M/s best',
    (median(values) / 1e6).toFixed(2).padStart(7),
    'M/s median',
  ];
  console.log(
    `${name.padEnd(36)} ${columns.join(' ')} ${(1e9 / best).toFixed(1).padStart(8)} ns  ${(best / own).toFixed(3)}x`,
  );
}
for (const [name, bytes] of await bundleSizes())
  console.log(`${name.padEnd(36)} ${(bytes / 1024).toFixed(1).padStart(7)} KiB`);
