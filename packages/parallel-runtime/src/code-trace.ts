import { ACCESS, BLOCK, type GuestArchitecture, type GuestCore, printBlock } from '@tutti/ir';
import type { ThreadContext } from './composition.ts';
import type { CoreSlot } from './core-slot.ts';

const ACCESS_NAMES: Readonly<Record<number, string>> = {
  [ACCESS.READ]: 'read',
  [ACCESS.WRITE]: 'write',
  [ACCESS.FETCH]: 'fetch',
};

const hex = (lo: number, hi = 0): string =>
  (hi === 0 ? '' : (hi >>> 0).toString(16)) + (lo >>> 0).toString(16).padStart(8, '0');

/** Traces of code: `in_asm` guest instructions and `ir` records of new blocks, `exec` every block entered, `out` installed modules. */
export class CodeTracer {
  /** Every block entered is traced: slices end after each. */
  readonly exec: boolean;
  readonly #context: ThreadContext;
  readonly #architectureOf: (core: number) => GuestArchitecture;
  readonly #i32: Int32Array;
  readonly #u8: Uint8Array;
  readonly #inAsm: boolean;
  readonly #ir: boolean;
  readonly #out: boolean;

  private constructor(context: ThreadContext, architectureOf: (core: number) => GuestArchitecture) {
    this.#context = context;
    this.#architectureOf = architectureOf;
    this.#i32 = new Int32Array(context.buffer);
    this.#u8 = new Uint8Array(context.buffer);
    this.exec = context.traces('exec');
    this.#inAsm = context.traces('in_asm');
    this.#ir = context.traces('ir');
    this.#out = context.traces('out');
  }

  /** @returns null when none of the categories is on */
  static of(context: ThreadContext, architectureOf: (core: number) => GuestArchitecture): CodeTracer | null {
    const on = ['in_asm', 'ir', 'exec', 'out'].some((category) => context.traces(category));
    return on ? new CodeTracer(context, architectureOf) : null;
  }

  /** A block was translated, or found where another core has just translated it. @param host  offset of its first guest byte */
  translated(slot: CoreSlot, block: number, host: number): void {
    const architecture = this.#architectureOf(slot.index);
    if (this.#inAsm) this.#context.trace('in_asm', this.#listing(architecture, slot, block, host));
    if (this.#ir) this.#context.trace('ir', `core ${slot.index}:\n${printBlock(architecture.shape, this.#i32, block)}`);
  }

  /** A block is about to run. */
  entered(slot: CoreSlot, block: number): void {
    if (!this.exec) return;
    const mode = hex(this.#word(block, 'mode'));
    this.#context.trace(
      'exec',
      `core ${slot.index}: ${hex(this.#word(block, 'pc'), this.#word(block, 'pcHi'))} mode ${mode}`,
    );
  }

  /** A module was made callable in this thread. */
  installed(slot: CoreSlot, index: number, bytes: Uint8Array): void {
    if (this.#out) this.#context.trace('out', `core ${slot.index}: module ${index}, ${bytes.length} bytes`);
  }

  #word(block: number, field: keyof typeof BLOCK.at): number {
    return this.#i32[(block + BLOCK.at[field]) >>> 2] as number;
  }

  #listing(architecture: GuestArchitecture, slot: CoreSlot, block: number, host: number): string {
    const pc = this.#word(block, 'pc');
    const mode = this.#word(block, 'mode');
    const inPage = Math.min(this.#word(block, 'guestBytes'), 4096 - (pc & 0xfff));
    const lines = [`core ${slot.index} (${architecture.shape.name}):`];
    for (let offset = 0; offset < inPage; ) {
      const at = (pc + offset) | 0;
      const code = this.#u8.slice(host + offset, host + Math.max(inPage, offset + 1));
      const { text, length } = architecture.disassemble(code, at, this.#word(block, 'pcHi'), mode);
      lines.push(`  ${hex(at, this.#word(block, 'pcHi'))}  ${text}`);
      offset += Math.max(1, length);
    }
    return lines.join('\n');
  }
}

/** The core with every page walk traced as `mmu`; the core itself when that category is off. */
export function traceWalks(context: ThreadContext, index: number, guest: GuestCore): GuestCore {
  if (!context.traces('mmu')) return guest;
  const walk = guest.walk.bind(guest);
  guest.walk = (lo, hi, access, mmuMode, out) => {
    const ok = walk(lo, hi, access, mmuMode, out);
    const result = ok ? `page ${hex(out.gpaPage)} allows ${out.allowed}` : `fault ${out.faultCode}`;
    context.trace('mmu', `core ${index}: ${ACCESS_NAMES[access]} ${hex(lo, hi)} mode ${mmuMode}: ${result}`);
    return ok;
  };
  return guest;
}
