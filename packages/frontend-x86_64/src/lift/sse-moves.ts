import type { V128 } from '@tutti/ir';
import { OperandKind } from '../decode/instruction.ts';
import { Reg, RegBase } from '../decode/registers.ts';
import { AT, regOffset } from '../state.ts';
import type { Compute } from './lanewise.ts';
import type { Lift } from './lift.ts';
import type { Rule } from './rule.ts';
import {
  enterMmx,
  isMmx,
  isWide,
  isXmm,
  mmxReady,
  readPair,
  readVector,
  sources,
  storePair,
  storeVector,
  unitsReady,
  usesMmx,
  vectorReady,
  writePair,
  writeVector,
} from './vector.ts';

const LOW = [0, 1, 2, 3, 4, 5, 6, 7];
const lanes = (...parts: readonly (readonly number[])[]): number[] => parts.flat();
const from = (start: number, count: number): number[] => Array.from({ length: count }, (_, k) => start + k);

/** Whole-register moves. */
const move =
  (alignLog2: number): Rule =>
  (l, i) => {
    if (!unitsReady(l, i)) return;
    if (i.vectorLength === 32) {
      if (i.kind(0) === OperandKind.MEM) storePair(l, i, readPair(l, i, 1), alignLog2 > 0);
      else writePair(l, i, 0, readPair(l, i, 1, alignLog2 > 0));
      return;
    }
    if (i.kind(0) === OperandKind.MEM) storeVector(l, i, 0, readVector(l, i, 1), alignLog2);
    else writeVector(l, i, 0, readVector(l, i, 1, alignLog2));
  };

/** MOVSS, MOVSD: from memory the rest is cleared, between registers it stays. */
const scalar =
  (bytes: 4 | 8): Rule =>
  (l, i) => {
    if (!unitsReady(l, i)) return;
    if (i.kind(0) === OperandKind.MEM) storeVector(l, i, 0, readVector(l, i, 1));
    else if (i.kind(1) === OperandKind.MEM) writeVector(l, i, 0, readVector(l, i, 1));
    else {
      const { first, last } = sources(i);
      const rest = readVector(l, i, first);
      const low = readVector(l, i, last);
      writeVector(l, i, 0, l.b.shuffle_v128(rest, low, lanes(from(16, bytes), from(bytes, 16 - bytes))));
    }
  };

/** MOVD, MOVQ between general registers, memory, MMX and XMM. */
const transfer: Rule = (l, i) => {
  if (!unitsReady(l, i)) return;
  const { b } = l;
  const mmx = usesMmx(i);
  const vector = (n: number): boolean => i.kind(n) === OperandKind.REG && (isMmx(i.reg(n)) || isXmm(i.reg(n)));
  if (!vector(0)) {
    const value = readVector(l, i, 1);
    if (i.kind(0) === OperandKind.MEM) storeVector(l, i, 0, value);
    else l.writeReg(i.reg(0), i.size(0) === 8 ? b.i64x2_extract(value, 0) : b.i32x4_extract(value, 0));
  } else {
    const value = vector(1) ? b.i64x2_extract(readVector(l, i, 1), 0) : l.toU64(i.size(1), l.read(i, 1));
    writeVector(l, i, 0, b.concat_v128(value, b.const_i64(0, 0)));
  }
  if (mmx) enterMmx(l);
};

/** MOVLPS, MOVHPS and the like. */
const half =
  (high: boolean): Rule =>
  (l, i) => {
    if (!unitsReady(l, i)) return;
    const { b } = l;
    if (i.kind(0) === OperandKind.MEM) {
      const a = l.address(i, 8);
      l.store(a, 8, b.i64x2_extract(readVector(l, i, 1), high ? 1 : 0));
      return;
    }
    const { first, last } = sources(i);
    const value = b.i64x2_extract(readVector(l, i, last), 0);
    writeVector(l, i, 0, b.i64x2_replace(readVector(l, i, first), value, high ? 1 : 0));
  };

const permute =
  (table: readonly number[]): Compute =>
  (b, x, y) =>
    b.shuffle_v128(x, y, table);

/** Sign bits of the lanes; those of an upper half follow. */
const mask =
  (count: number, compute: (l: Lift, v: V128) => number): Rule =>
  (l, i) => {
    if (!unitsReady(l, i)) return;
    if (usesMmx(i)) enterMmx(l);
    const { b } = l;
    let bits = compute(l, readVector(l, i, 1));
    if (isWide(i, 1)) {
      const upper = compute(l, readPair(l, i, 1)[1]);
      bits = b.or_i32(bits, b.shl_i32(upper, b.const_i32(count)));
    }
    b.set_i64(regOffset(i.reg(0) & 15), b.extend_u_i32(bits));
  };

/** PEXTRx, EXTRACTPS. */
const extract =
  (bytes: 1 | 2 | 4 | 8): Rule =>
  (l, i) => {
    if (!unitsReady(l, i)) return;
    const { b } = l;
    const count = (usesMmx(i) ? 8 : 16) / bytes;
    const lane = i.immLo & (count - 1);
    const v = readVector(l, i, 1);
    const value: number =
      bytes === 1
        ? b.i8x16_extract_u(v, lane)
        : bytes === 2
          ? b.i16x8_extract_u(v, lane)
          : bytes === 4
            ? b.i32x4_extract(v, lane)
            : b.i64x2_extract(v, lane);
    if (i.kind(0) === OperandKind.MEM) l.store(l.address(i, bytes), bytes, value);
    else l.set64(i.reg(0) & 15, bytes === 8 ? value : b.extend_u_i32(value));
    if (usesMmx(i)) enterMmx(l);
  };

/** PINSRx. */
const insert =
  (bytes: 1 | 2 | 4 | 8): Rule =>
  (l, i) => {
    if (!unitsReady(l, i)) return;
    const { b } = l;
    const mmx = usesMmx(i);
    const lane = i.immLo & ((mmx ? 8 : 16) / bytes - 1);
    const { first, last } = sources(i);
    const value =
      i.kind(last) === OperandKind.MEM
        ? l.load(l.address(i, bytes), bytes)
        : l.gpr(i.reg(last) & 15, bytes === 8 ? 8 : 4);
    const v = readVector(l, i, first);
    if (mmx) enterMmx(l);
    writeVector(
      l,
      i,
      0,
      bytes === 1
        ? b.i8x16_replace(v, value, lane)
        : bytes === 2
          ? b.i16x8_replace(v, value, lane)
          : bytes === 4
            ? b.i32x4_replace(v, value, lane)
            : b.i64x2_replace(v, value, lane),
    );
  };

/** MASKMOVQ, MASKMOVDQU: bytes of operand 0 with a set sign in operand 1 go to rDI. */
const maskedBytes =
  (count: 8 | 16): Rule =>
  (l, i) => {
    if (!unitsReady(l, i)) return;
    const { b } = l;
    const mask = b.i8x16_bitmask(readVector(l, i, 1));
    const value = readVector(l, i, 0);
    if (count === 8) enterMmx(l);
    const pointer = l.get64(7);
    const offset = i.addrSize === 8 ? pointer : b.and_i64(pointer, b.const_i64(i.addrSize === 4 ? -1 : 0xffff, 0));
    const seg = (i.segPrefix === Reg.NONE ? Reg.DS : i.segPrefix) - RegBase.SEG;
    const at = l.linear(seg, offset, count);
    for (let k = 0; k < count; k++) {
      b.begin_if(b.and_i32(mask, b.const_i32(1 << k)));
      l.store({ value: at, disp: k }, 1, b.i8x16_extract_u(value, k));
      b.end_if();
    }
  };

const aligned = move(4);
const loose = move(0);

/** Moves within 16 bytes. */
export const MOVE_LANES: Readonly<Record<string, Compute>> = {
  MOVHLPS: permute(lanes(from(24, 8), from(8, 8))),
  MOVLHPS: permute(lanes(LOW, from(16, 8))),
  MOVDDUP: permute(lanes(from(16, 8), from(16, 8))),
  MOVSLDUP: permute(lanes(from(16, 4), from(16, 4), from(24, 4), from(24, 4))),
  MOVSHDUP: permute(lanes(from(20, 4), from(20, 4), from(28, 4), from(28, 4))),
};

export const SSE_MOVES: Readonly<Record<string, Rule>> = {
  MOVAPS: aligned,
  MOVAPD: aligned,
  MOVDQA: aligned,
  MOVNTPS: aligned,
  MOVNTPD: aligned,
  MOVNTDQ: aligned,
  MOVNTDQA: aligned,
  MOVUPS: loose,
  MOVUPD: loose,
  MOVDQU: loose,
  LDDQU: loose,
  MOVSS: scalar(4),
  MOVSD: scalar(8),
  MOVD: transfer,
  MOVQ: transfer,
  MOVNTQ: transfer,
  MOVQ2DQ: transfer,
  MOVDQ2Q: transfer,
  MOVLPS: half(false),
  MOVLPD: half(false),
  MOVHPS: half(true),
  MOVHPD: half(true),
  MASKMOVQ: maskedBytes(8),
  MASKMOVDQU: maskedBytes(16),
  PMOVMSKB: mask(16, (l, v) => l.b.i8x16_bitmask(v)),
  MOVMSKPS: mask(4, (l, v) => l.b.i32x4_bitmask(v)),
  MOVMSKPD: mask(2, (l, v) => l.b.i64x2_bitmask(v)),
  PEXTRB: extract(1),
  PEXTRW: extract(2),
  PEXTRD: extract(4),
  PEXTRQ: extract(8),
  EXTRACTPS: extract(4),
  PINSRB: insert(1),
  PINSRW: insert(2),
  PINSRD: insert(4),
  PINSRQ: insert(8),
  INSERTPS(l, i) {
    if (!unitsReady(l, i)) return;
    const { b } = l;
    const n = i.immLo & 0xff;
    const { first, last } = sources(i);
    const y = readVector(l, i, last);
    const value = b.i32x4_extract(y, i.kind(last) === OperandKind.MEM ? 0 : n >> 6);
    let v = b.i32x4_replace(readVector(l, i, first), value, (n >> 4) & 3);
    for (let lane = 0; lane < 4; lane++) if ((n >> lane) & 1) v = b.i32x4_replace(v, b.const_i32(0), lane);
    writeVector(l, i, 0, v);
  },
  LDMXCSR(l, i) {
    if (!vectorReady(l, i)) return;
    l.system('set_mxcsr', l.load(l.address(i, 4), 4));
    l.modeChanged = true;
  },
  STMXCSR(l, i) {
    if (!vectorReady(l, i)) return;
    l.store(l.address(i, 4), 4, l.b.get_i32(AT.mxcsr));
  },
  FXSAVE: saveArea('fxsave'),
  FXRSTOR: saveArea('fxrstor'),
};

function saveArea(name: 'fxsave' | 'fxrstor'): Rule {
  return (l, i) => {
    if (!mmxReady(l)) return;
    const { b } = l;
    const a = l.address(i, 512);
    b.set_i64(AT.arg, b.add_i64(a.value, b.const_i64(a.disp, a.disp >> 31)));
    l.system(name, b.const_i32(i.opSize === 8 ? 1 : 0));
    if (name === 'fxrstor') l.modeChanged = true;
  };
}
