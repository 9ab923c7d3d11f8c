import { OPCODE, specOf } from '../opcodes.ts';
import type { OpName } from '../ops.ts';
import { parseProgram, type Statement } from '../text/program.ts';

/** One test: a state, blocks, and what must be true after the run. */
export interface Case {
  readonly name: string;
  readonly guest: 32 | 64;
  /** `field value` pairs set before the run. */
  readonly set: readonly (readonly [field: string, value: string])[];
  /** Guest address and bytes set before the run. */
  readonly memory: readonly (readonly [address: string, bytes: string])[];
  readonly blocks: readonly CaseBlock[];
  /** Expected: `exit REASON`, a field, or `mem ADDRESS`, with its value. */
  readonly expect: readonly (readonly [what: string, value: string])[];
}

export interface CaseBlock {
  readonly pc: number;
  readonly program: readonly Statement[];
}

/**
 * Parse a file of cases. A case is
 *
 *     case name
 *     guest 64                     (default: 32 and 64 both)
 *     set r[0] = 5
 *     mem 0x10000 = 01 02 03
 *     block 0x1000
 *       %1 = get_i32 r[0]
 *       ...
 *     expect exit = GUEST
 *     expect r[0] = 6
 *
 * and `check add_i32 1 2 = 3` is a case of its own, once with operands from the state and once with constants.
 * @throws SyntaxError
 */
export function parseCases(text: string): Case[] {
  const cases: Case[] = [];
  for (const part of text.replaceAll(/#.*/g, '').split(/^(?=case |check )/m)) {
    const head = part.trim();
    if (!head) continue;
    if (head.startsWith('check ')) {
      for (const line of head
        .split('\n')
        .map((l) => l.trim())
        .filter(Boolean))
        cases.push(...checkCases(line));
    } else {
      cases.push(...caseOf(head));
    }
  }
  return cases;
}

function caseOf(text: string): Case[] {
  const [header, ...lines] = text.split('\n');
  const name = header!.replace(/^case /, '').trim();
  const guests: (32 | 64)[] = [];
  const set: [string, string][] = [];
  const memory: [string, string][] = [];
  const blocks: { pc: number; lines: string[] }[] = [];
  const expect: [string, string][] = [];
  for (const line of lines.map((l) => l.trim()).filter(Boolean)) {
    const match = /^(guest|set|mem|block|expect) (.*?)(?: = (.*))?$/.exec(line);
    if (!match) blocks.at(-1)?.lines.push(line);
    else if (match[1] === 'guest') guests.push(match[2] === '64' ? 64 : 32);
    else if (match[1] === 'set') set.push([match[2]!, match[3]!]);
    else if (match[1] === 'mem') memory.push([match[2]!, match[3]!]);
    else if (match[1] === 'block') blocks.push({ pc: Number(match[2]), lines: [] });
    else expect.push([match[2]!, match[3]!]);
  }
  const parsed = blocks.map((block) => ({ pc: block.pc, program: parseProgram(block.lines.join('\n')) }));
  if (parsed.length === 0) throw new SyntaxError(`${name}: no block`);
  return (guests.length ? guests : ([32, 64] as const)).map((guest) => ({
    name: `${name} (${guest})`,
    guest,
    set,
    memory,
    blocks: parsed,
    expect,
  }));
}

const FIELDS = { i32: 'r', i64: 'x', f32: 'f', f64: 'd', v128: 'v' } as const;

/** Cases of one op on values: `check op operands... immediates... = result`. */
function checkCases(line: string): Case[] {
  const match = /^check (\w+)((?: \S+)*) = (\S+)$/.exec(line);
  if (!match || !(match[1]! in OPCODE)) throw new SyntaxError(`not a check: ${line}`);
  const op = match[1] as OpName;
  const spec = specOf(op);
  const args = match[2]!.trim().split(/ +/).filter(Boolean);
  const types = spec.in as readonly (keyof typeof FIELDS)[];
  const fields = types.map((type, i) => `${FIELDS[type]}[${i}]`);
  const result = `${FIELDS[spec.out!]}[3]`;
  const finish: Statement[] = [
    { op: `set_${spec.out}`, args: [result, '%out'] },
    { op: 'exit', args: ['5', '0'] },
  ];
  const gets = types.map((type, i): Statement => ({ result: `${i}`, op: `get_${type}`, args: [fields[i]!] }));
  const immediates = args.slice(types.length);
  const fromState: Statement = { result: 'out', op, args: [...fields.map((_, i) => `%${i}`), ...immediates] };
  const withLast: Statement = {
    result: 'out',
    op,
    args: [...fields.slice(0, -1).map((_, i) => `%${i}`), ...args.slice(Math.max(0, types.length - 1))],
  };
  const constants: Statement = { result: 'out', op, args };
  const make = (kind: string, program: readonly Statement[]): Case => ({
    name: `${line.slice(6)} ${kind}`,
    guest: 32,
    set: fields.map((field, i) => [field, args[i]!]),
    memory: [],
    blocks: [{ pc: 0x1000, program: [...program, ...finish] }],
    expect: [[result, match[3]!]],
  });
  return [
    make('from state', [...gets, fromState]),
    ...(types.length > 1 ? [make('with a constant', [...gets, withLast])] : []),
    ...(types.length > 0 ? [make('of constants', [constants])] : []),
  ];
}
