import type { BootState } from '@tutti/ir';
import { AT, ATTR, CR0, EFER, regOffset, SEG, X86_STATE } from '../state.ts';
import { setLinearPc, type X86Context } from './context.ts';
import { writeFlags } from './flags.ts';
import { updateMode } from './mode-word.ts';

const DATA = ATTR.P | ATTR.S | ATTR.RW | ATTR.ACCESSED;
const GENERAL = [
  'rax',
  'rcx',
  'rdx',
  'rbx',
  'rsp',
  'rbp',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
];
const SEGMENTS = ['es', 'cs', 'ss', 'ds', 'fs', 'gs', 'ldtr', 'tr'];
const FIELDS = ['cr2', 'cr3', 'efer', 'gdtBase', 'idtBase'] as const;

/** APIC base MSR after reset: enabled, the first core also boot processor. @see Intel SDM 3A, 11.4.4 */
const apicBase = (bootProcessor: boolean): bigint => 0xfee00800n | (bootProcessor ? 0x100n : 0n);

/**
 * Reset state (Intel SDM 3A, table 10-1), then what the boot protocol wants. Registers by name:
 * `rax`..`r15`; `rip` (offset in CS; default fff0); `rflags`; `cr0`, `cr2`, `cr3`, `cr4`, `efer` (LMA follows from cr0.PG and LME);
 * `gdtBase`, `gdtLimit`, `idtBase`, `idtLimit`; for each segment register S of es cs ss ds fs gs ldtr tr: `S` the selector, `S.base`,
 * `S.limit` and `S.attributes` (second descriptor word masked with 00f0ff00); `flat` = 32 or 64 makes all six segments flat, with CS
 * of that size and selectors 10 (CS) and 18, unless set.
 *
 * - SeaBIOS: nothing. - Linux 64-bit entry: flat 64, cr0, cr3, cr4, efer, rip, rsi = boot_params. - PVH: flat 32, cr0 = 1, rip,
 * rbx = start_info.
 */
export function reset(context: X86Context, boot: BootState): void {
  const { state, words, env } = context;
  words.fill(0, AT.rax >> 2, X86_STATE.size >> 2);
  state.rdx = BigInt(context.model.signature);
  state.res = 1n;
  state.aux = 0n;
  state.df = 1n;
  for (let seg = 0; seg < 8; seg++) {
    state.limit[seg] = 0xffff;
    state.attributes[seg] = seg < SEG.LDTR ? DATA : ATTR.P | (seg === SEG.LDTR ? 0x200 : 0xb00);
  }
  state.attributes[SEG.CS] = DATA | ATTR.CODE;
  state.selector[SEG.CS] = 0xf000;
  state.base[SEG.CS] = 0xffff0000n;
  state.gdtLimit = 0xffff;
  state.idtLimit = 0xffff;
  state.cr0 = 0x60000010n;
  state.dr[6] = 0xffff0ff0n;
  state.dr[7] = 0x400n;
  state.xcr0 = 1n;
  state.mxcsr = 0x1f80;
  state.fpControl = 0x40;
  state.pat = 0x0007040600070406n;
  state.miscEnable = 1n;
  state.apicBase = apicBase(env.index === (context.options['firstCore'] ?? 0));
  state.held = boot.held ? 1 : 0;
  state.exclusiveHost = -1;
  const rip = apply(context, boot.registers);
  const long = state.cr0 & BigInt(CR0.PG >>> 0) && state.efer & BigInt(EFER.LME);
  if (long) state.efer |= BigInt(EFER.LMA);
  setLinearPc(context, (state.base[SEG.CS] as bigint) + rip);
  updateMode(context);
}

/** @returns rip */
function apply(context: X86Context, registers: BootState['registers']): bigint {
  const { state } = context;
  let rip = 0xfff0n;
  const flat = registers['flat'];
  if (flat !== undefined) flatten(context, Number(flat) === 64);
  for (const [name, given] of Object.entries(registers)) {
    const value = BigInt.asIntN(64, BigInt(given));
    const word = Number(BigInt.asIntN(32, value));
    const [head = '', part] = name.split('.');
    const general = GENERAL.indexOf(name);
    const seg = SEGMENTS.indexOf(head);
    if (general >= 0) context.view.setBigInt64(context.env.base + regOffset(general), value, true);
    else if (name === 'rip') rip = value;
    else if (name === 'rflags') writeFlags(context, word, 0x3f7fd5);
    else if (name === 'cr0') state.cr0 = value | 0x10n;
    else if (name === 'cr4') state.cr4 = value;
    else if (name === 'gdtLimit') state.gdtLimit = word;
    else if (name === 'idtLimit') state.idtLimit = word;
    else if ((FIELDS as readonly string[]).includes(name)) state[name as (typeof FIELDS)[number]] = value;
    else if (seg >= 0 && part === 'base') state.base[seg] = value;
    else if (seg >= 0 && part === 'limit') state.limit[seg] = word;
    else if (seg >= 0 && part === 'attributes') state.attributes[seg] = word;
    else if (seg >= 0 && part === undefined) {
      state.selector[seg] = word & 0xffff;
      if (flat === undefined && registers[`${name}.base`] === undefined) state.base[seg] = BigInt((word & 0xffff) << 4);
    } else if (name !== 'flat') throw new RangeError(`x86 cores have no boot register "${name}"`);
  }
  return rip;
}

function flatten({ state }: X86Context, wide: boolean): void {
  for (let seg = 0; seg < SEG.LDTR; seg++) {
    state.selector[seg] = seg === SEG.CS ? 0x10 : 0x18;
    state.base[seg] = 0n;
    state.limit[seg] = -1;
    state.attributes[seg] = DATA | ATTR.G | ATTR.DB;
  }
  state.attributes[SEG.CS] = DATA | ATTR.CODE | ATTR.G | (wide ? ATTR.L : ATTR.DB);
}
