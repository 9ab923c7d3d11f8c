import { type GuestShape, OP_NAMES, OPCODE, type OpName, RECORD_WORDS } from '@tutti/ir';
import type { Emitter, Ref } from './emitter.ts';
import { recordShape } from './record.ts';
import { JS_RULES } from './rules/index.ts';

type AnyRule = (e: Emitter, ...operands: readonly Ref[]) => void;

/** A slot whose word index is in a variable. */
const slotIn = (name: string): Ref => ({
  lo: `I[${name}]`,
  hi: `I[${name} + 1]`,
  single: `F[${name}]`,
  double: `D[${name} >> 1]`,
  word: name,
});

/** Text of one handler of the cold tier: operands and immediates are read from the record at word `ip`. */
class HandlerEmitter implements Emitter {
  readonly lines: string[] = [];
  readonly out: Ref = slotIn('o');
  readonly opcode: string;
  private readonly immAt: number;
  private readonly words: number;
  private readonly guest: GuestShape;

  constructor(opcode: number, guest: GuestShape) {
    this.opcode = `${opcode}`;
    this.guest = guest;
    this.immAt = recordShape(opcode).imm;
    this.words = RECORD_WORDS[opcode] as number;
  }

  imm(index: number): string {
    return `I[ip + ${this.immAt + index}]`;
  }

  line(text: string): void {
    this.lines.push(text);
  }

  address(base: Ref): { lo: string; hi: string } {
    const displacement = this.imm(0);
    const lo = `(${base.lo} + ${displacement}) | 0`;
    if (this.guest.address === 'i32') return { lo, hi: '0' };
    const carry = `((${lo}) >>> 0) < (${base.lo} >>> 0) ? 1 : 0`;
    return { lo, hi: `(${base.hi} + (${displacement} >> 31) + (${carry})) | 0` };
  }

  exactPc(): void {
    this.line('setExactPc(core, block, mem);');
  }

  leave(reason: string): void {
    this.line(`return leave(${reason});`);
  }

  beginIf(condition: string): void {
    this.line(`if (${condition} === 0) return ip + ${this.words} + ${this.imm(0)};`);
  }

  endIf(): void {
    // A handler ends with its record: the skip of begin_if comes here, and goes on.
  }

  jump(target: number, link: number): void {
    const go = `go(core, block, ${this.imm(target)}, ${this.imm(target + 1)}, ip + ${this.immAt + link})`;
    this.line(`return ${go};`);
  }

  branch(condition: string): void {
    this.line(`if (${condition} !== 0) {`);
    this.jump(0, 4);
    this.line('}');
    this.jump(2, 5);
  }

  indirect(lo: string, hi: string): void {
    this.line(`setPc(core, ${lo}, ${this.guest.address === 'i64' ? hi : '0'});`);
    this.line('return through(core);');
  }

  helperMayExit(): string {
    return `MAY_EXIT[${this.imm(0)}]`;
  }
}

/** Text that fills `handlers` for both forms of every op. */
export function handlersText(guest: GuestShape): string {
  return OP_NAMES.flatMap((name) =>
    [OPCODE[name], OPCODE[name] + 1].map((opcode) => handlerText(name, opcode, guest)),
  ).join('\n');
}

function handlerText(name: OpName, opcode: number, guest: GuestShape): string {
  const words = RECORD_WORDS[opcode] as number;
  if (words === 0) return '';
  const { out, operands } = recordShape(opcode);
  const e = new HandlerEmitter(opcode, guest);
  if (out) e.line('const o = (core + I[ip + 1]) >> 2;');
  const refs = operands.map(({ constant, word }, i): Ref => {
    if (constant) return { lo: `I[ip + ${word}]`, hi: `I[ip + ${word + 1}]`, single: '', double: '', word: '' };
    e.line(`const s${i} = (core + I[ip + ${word}]) >> 2;`);
    return slotIn(`s${i}`);
  });
  (JS_RULES[name] as AnyRule)(e, ...refs);
  return `handlers[${opcode}] = function ${name}${opcode & 1 ? '_const' : ''}(ip) {\n${e.lines.join('\n')}\nreturn ip + ${words};\n};`;
}
