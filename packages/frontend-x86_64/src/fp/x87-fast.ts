import { AT } from '../state.ts';
import type { X86Context } from '../system/context.ts';
import { below, type Extended, ExtendedUnit } from './extended.ts';
import { X87_OP, X87_SOURCE } from './x87-operations.ts';
import { FSW } from './x87-stack.ts';

const CONTROL = AT.fpControl >> 2;
const STATUS = AT.fpStatus >> 2;
const STACK_TOP = AT.fpTop >> 2;
const EMPTY = AT.fpEmpty >> 2;
const EXPONENT = AT.fpExponent >> 2;
const MANTISSA = AT.fpMantissa >> 2;
const ARG = AT.arg >> 2;

/** All exceptions masked, 64 bits of precision, to nearest: what programs run with, and all that is done here. */
const CONTROL_MASK = 0xf3f;
const CONTROL_USUAL = 0x33f;
const PRECISION = 0x20;
const OTHERS = FSW.C0 | FSW.C2 | FSW.C3;
const CONDITIONS = OTHERS | FSW.C1;
const SIGN = 0x8000;
const TOP = 0x80000000 | 0;
/** Bias of the 80-bit format less that of the others. */
const FROM_F64 = 16383 - 1023;
const FROM_F32 = 16383 - 127;
const ZERO = 0;
const NUMBER = 1;
const OTHER = 2;

/**
 * The common x87 operations on finite numbers, without BigInts. What it takes on has the result of fp/x87-operations.ts, state
 * for state; all else (exceptions but inexact, other control words, NaNs, infinities, subnormals, empty registers) it leaves alone.
 */
export class FastX87 {
  private readonly words: Int32Array;
  private readonly unit = new ExtendedUnit();
  private readonly x: Extended = { negative: false, exponent: 0, hi: 0, lo: 0 };
  private readonly y: Extended = { negative: false, exponent: 0, hi: 0, lo: 0 };

  constructor(context: X86Context) {
    this.words = context.words;
  }

  /** Do an X87_OP. @returns whether it is done; else nothing has changed */
  run(operation: number, b: number, c: number): boolean {
    // hot
    const { words } = this;
    if (((words[CONTROL] as number) & CONTROL_MASK) !== CONTROL_USUAL || (words[STATUS] as number) & FSW.ES)
      return false;
    if (!this.perform(operation, b, c)) return false;
    words[AT.fpIp >> 2] = words[AT.pc >> 2] as number;
    words[(AT.fpIp >> 2) + 1] = words[AT.pcHi >> 2] as number;
    return true;
  }

  private perform(operation: number, b: number, c: number): boolean {
    switch (operation) {
      case X87_OP.add:
      case X87_OP.mul:
      case X87_OP.sub:
      case X87_OP.subr:
        return this.arithmetic(operation, b, c);
      case X87_OP.load:
        return this.load(b);
      case X87_OP.store:
        return this.store(b, c !== 0);
      case X87_OP.storeRegister:
        return this.storeRegister(b, c !== 0);
      case X87_OP.exchange:
        return this.exchange(b);
      case X87_OP.pop:
        this.pop();
        return true;
      case X87_OP.chs:
      case X87_OP.abs:
        return this.changeSign(operation === X87_OP.abs);
      case X87_OP.compare:
      case X87_OP.comparePop:
        return this.compare(b >> 4, c, false);
      case X87_OP.order:
        return this.compare(b, c & 3, (c & 8) !== 0);
      default:
        return false;
    }
  }

  // ---- Registers

  /** Number of the register ST(i); -1 when it is empty. */
  private full(i: number): number {
    const r = ((this.words[STACK_TOP] as number) + i) & 7;
    return (this.words[EMPTY] as number) & (1 << r) ? -1 : r;
  }

  private pop(): void {
    const { words } = this;
    const r = words[STACK_TOP] as number;
    words[EMPTY] = (words[EMPTY] as number) | (1 << r);
    words[STACK_TOP] = (r + 1) & 7;
  }

  /** Number of the register that a push fills, which becomes ST(0); -1 when it is full. */
  private pushed(): number {
    const { words } = this;
    const r = ((words[STACK_TOP] as number) + 7) & 7;
    if (!((words[EMPTY] as number) & (1 << r))) return -1;
    words[STACK_TOP] = r;
    words[EMPTY] = (words[EMPTY] as number) & ~(1 << r);
    return r;
  }

  private put(r: number, exponent: number, hi: number, lo: number): void {
    const { words } = this;
    words[EXPONENT + r] = exponent;
    words[MANTISSA + 2 * r] = lo;
    words[MANTISSA + 2 * r + 1] = hi;
  }

  private conditions(kept: number, set: number): void {
    this.words[STATUS] = ((this.words[STATUS] as number) & ~(CONDITIONS & ~kept)) | set;
  }

  private register(r: number, into: Extended): number {
    const { words } = this;
    const exponent = words[EXPONENT + r] as number;
    into.negative = (exponent & SIGN) !== 0;
    into.exponent = exponent & 0x7fff;
    into.lo = words[MANTISSA + 2 * r] as number;
    into.hi = words[MANTISSA + 2 * r + 1] as number;
    if (into.exponent === 0) return (into.hi | into.lo) === 0 ? ZERO : OTHER;
    return into.exponent !== 0x7fff && into.hi < 0 ? NUMBER : OTHER;
  }

  // ---- Sources

  /** A source operand: what `b` of the operation names. */
  private source(source: number, into: Extended): number {
    if (source < 8) {
      const r = this.full(source);
      return r < 0 ? OTHER : this.register(r, into);
    }
    const lo = this.words[ARG] as number;
    const hi = this.words[ARG + 1] as number;
    switch (source) {
      case X87_SOURCE.F32:
        into.negative = lo < 0;
        into.hi = TOP | (lo << 8);
        into.lo = 0;
        return classify(into, (lo >>> 23) & 0xff, 0xff, FROM_F32, (lo & 0x7fffff) === 0);
      case X87_SOURCE.F64:
        into.negative = hi < 0;
        into.hi = TOP | (hi << 11) | (lo >>> 21);
        into.lo = lo << 11;
        return classify(into, (hi >>> 20) & 0x7ff, 0x7ff, FROM_F64, ((hi & 0xfffff) | lo) === 0);
      case X87_SOURCE.I16:
        return integer(into, (lo << 16) >> 16, (lo << 16) >> 31);
      case X87_SOURCE.I32:
        return integer(into, lo, lo >> 31);
      case X87_SOURCE.I64:
        return integer(into, lo, hi);
      default:
        return OTHER;
    }
  }

  private load(source: number): boolean {
    const { words, x } = this;
    if (source === X87_SOURCE.F80) {
      const r = this.pushed();
      if (r < 0) return false;
      this.put(r, (words[ARG + 2] as number) & 0xffff, words[ARG + 1] as number, words[ARG] as number);
      this.conditions(OTHERS, 0);
      return true;
    }
    const kind = this.source(source, x);
    if (kind === OTHER) return false;
    const r = this.pushed();
    if (r < 0) return false;
    if (kind === ZERO) this.put(r, x.negative ? SIGN : 0, 0, 0);
    else this.put(r, x.exponent | (x.negative ? SIGN : 0), x.hi, x.lo);
    this.conditions(OTHERS, 0);
    return true;
  }

  // ---- Operations

  private arithmetic(operation: number, packed: number, pops: number): boolean {
    const { unit, x, y } = this;
    const r = this.full(packed & 15);
    if (r < 0 || this.register(r, x) !== NUMBER || this.source(packed >> 4, y) !== NUMBER) return false;
    const done =
      operation === X87_OP.mul
        ? unit.multiply(x, y)
        : operation === X87_OP.subr
          ? unit.add(y, x, true)
          : unit.add(x, y, operation === X87_OP.sub);
    if (!done) return false;
    this.put(r, unit.exponent | (unit.negative ? SIGN : 0), unit.hi, unit.lo);
    this.rounded(unit.inexact, unit.up);
    if (pops) this.pop();
    return true;
  }

  private rounded(inexact: boolean, up: boolean): void {
    this.conditions(OTHERS, (inexact ? PRECISION : 0) | (up ? FSW.C1 : 0));
  }

  private storeRegister(i: number, pops: boolean): boolean {
    const { words } = this;
    const from = this.full(0);
    if (from < 0) return false;
    const r = (from + i) & 7;
    this.put(
      r,
      words[EXPONENT + from] as number,
      words[MANTISSA + 2 * from + 1] as number,
      words[MANTISSA + 2 * from] as number,
    );
    words[EMPTY] = (words[EMPTY] as number) & ~(1 << r);
    if (pops) this.pop();
    this.conditions(OTHERS, 0);
    return true;
  }

  private exchange(i: number): boolean {
    const { words } = this;
    const [a, b] = [this.full(0), this.full(i)];
    if (a < 0 || b < 0) return false;
    const exponent = words[EXPONENT + a] as number;
    const lo = words[MANTISSA + 2 * a] as number;
    const hi = words[MANTISSA + 2 * a + 1] as number;
    this.put(
      a,
      words[EXPONENT + b] as number,
      words[MANTISSA + 2 * b + 1] as number,
      words[MANTISSA + 2 * b] as number,
    );
    this.put(b, exponent, hi, lo);
    this.conditions(OTHERS, 0);
    return true;
  }

  private changeSign(clear: boolean): boolean {
    const { words } = this;
    const r = this.full(0);
    if (r < 0) return false;
    const at = EXPONENT + r;
    words[at] = clear ? (words[at] as number) & ~SIGN : (words[at] as number) ^ SIGN;
    this.conditions(OTHERS, 0);
    return true;
  }

  private compare(source: number, pops: number, flags: boolean): boolean {
    const { words, x, y } = this;
    const r = this.full(0);
    if (r < 0 || this.register(r, x) !== NUMBER || this.source(source, y) !== NUMBER) return false;
    const less = x.negative !== y.negative ? x.negative : x.negative ? below(y, x) : below(x, y);
    const equal = x.negative === y.negative && !below(x, y) && !below(y, x);
    if (flags) {
      words[ARG] = equal ? 1 : less ? 4 : 0;
      words[ARG + 1] = 0;
    } else this.conditions(0, equal ? FSW.C3 : less ? FSW.C0 : 0);
    for (let i = 0; i < pops; i++) this.pop();
    return true;
  }

  // ---- Stores

  private store(format: number, truncate: boolean): boolean {
    const { words, x } = this;
    const r = this.full(0);
    if (r < 0) return false;
    if (format === X87_SOURCE.F80) {
      words[ARG] = words[MANTISSA + 2 * r] as number;
      words[ARG + 1] = words[MANTISSA + 2 * r + 1] as number;
      words[ARG + 2] = words[EXPONENT + r] as number;
      words[ARG + 3] = 0;
      this.conditions(OTHERS, 0);
      return true;
    }
    const kind = this.register(r, x);
    if (kind !== NUMBER) return false;
    if (format === X87_SOURCE.F64) return this.storeDouble();
    if (format === X87_SOURCE.F32) return this.storeSingle();
    return format === X87_SOURCE.I32 && this.storeInteger(truncate);
  }

  private storeDouble(): boolean {
    const { words, x } = this;
    let exponent = x.exponent - FROM_F64;
    const rest = x.lo & 0x7ff;
    let lo = (x.lo >>> 11) | (x.hi << 21);
    let hi = (x.hi >>> 11) & 0xfffff;
    const up = rest > 0x400 || (rest === 0x400 && (lo & 1) !== 0);
    if (up) {
      lo = (lo + 1) | 0;
      if (lo === 0) hi += 1;
      exponent += hi >> 20;
    }
    if (exponent < 1 || exponent > 0x7fe || x.exponent === FROM_F64) return false;
    words[ARG] = lo;
    words[ARG + 1] = (x.negative ? TOP : 0) | (exponent << 20) | (hi & 0xfffff);
    this.rounded(rest !== 0, up);
    return true;
  }

  private storeSingle(): boolean {
    const { words, x } = this;
    let exponent = x.exponent - FROM_F32;
    const rest = x.hi & 0xff;
    let bits = (x.hi >>> 8) & 0x7fffff;
    const up = rest > 0x80 || (rest === 0x80 && (x.lo !== 0 || (bits & 1) !== 0));
    if (up) {
      bits += 1;
      exponent += bits >> 23;
    }
    if (exponent < 1 || exponent > 0xfe || x.exponent === FROM_F32) return false;
    words[ARG] = (x.negative ? TOP : 0) | (exponent << 23) | (bits & 0x7fffff);
    words[ARG + 1] = 0;
    this.rounded((rest | x.lo) !== 0, up);
    return true;
  }

  /** To 32 bits, to nearest or towards 0. */
  private storeInteger(truncate: boolean): boolean {
    const { words, x } = this;
    const bits = x.exponent - 16383;
    if (bits < 0 || bits > 29) return false;
    const size = x.hi >>> (31 - bits);
    const rest = x.hi << (bits + 1);
    const inexact = (rest | x.lo) !== 0;
    const odd = (size & 1) !== 0;
    const up = !truncate && (rest >>> 0 > TOP >>> 0 || (rest === TOP && (x.lo !== 0 || odd)));
    const value = up ? size + 1 : size;
    words[ARG] = x.negative ? -value | 0 : value;
    words[ARG + 1] = x.negative ? -1 : 0;
    this.rounded(inexact, up);
    return true;
  }
}

/** Give a number of a narrower format its exponent. */
function classify(into: Extended, exponent: number, largest: number, bias: number, plain: boolean): number {
  if (exponent === 0) return plain ? ZERO : OTHER;
  into.exponent = exponent + bias;
  return exponent === largest ? OTHER : NUMBER;
}

function integer(into: Extended, low: number, high: number): number {
  if ((low | high) === 0) {
    into.negative = false;
    return ZERO;
  }
  into.negative = high < 0;
  let lo = low;
  let hi = high;
  if (high < 0) {
    lo = -low | 0;
    hi = (~high + (low === 0 ? 1 : 0)) | 0;
  }
  into.exponent = 16383 + 63;
  if (hi === 0) {
    hi = lo;
    lo = 0;
    into.exponent -= 32;
  }
  const shift = Math.clz32(hi);
  into.exponent -= shift;
  into.hi = shift === 0 ? hi : (hi << shift) | (lo >>> (32 - shift));
  into.lo = lo << shift;
  return NUMBER;
}
