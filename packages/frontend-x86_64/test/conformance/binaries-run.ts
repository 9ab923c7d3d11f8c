/**
 * Whole binaries: `node test/conformance/binaries-run.ts FILE...` compares every instruction of .text with iced-x86 (length) and objdump
 * (length and text, both syntaxes). Exits with 1 on a difference that is not listed.
 */
import { readFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { type BinaryReport, compareLengths, compareText } from './binary.ts';
import { textSection } from './elf.ts';

let failed = false;

function show(what: string, report: BinaryReport): void {
  const { instructions, lengthOnly, listed, data, wrong } = report;
  console.log(
    `  ${what}: ${instructions} instructions, ${lengthOnly} by length only, ${listed} listed, ${data} no instruction, ${wrong.length} wrong`,
  );
  for (const line of wrong) console.log(`    ${line}`);
  failed ||= wrong.length > 0;
}

for (const path of argv.slice(2)) {
  const text = textSection(readFileSync(path));
  console.log(`${path}: .text has ${text.bytes.length} bytes`);
  show('iced-x86', compareLengths(text));
  show('objdump, Intel', compareText(path, text, 'intel'));
  show('objdump, AT&T', compareText(path, text, 'att'));
}
exit(failed ? 1 : 0);
