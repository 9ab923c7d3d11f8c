import { AT } from '../state.ts';
import type { X86Context } from '../system/context.ts';

/** Integer vector operations without a short form in the IR, by number. */
export const VECTOR_OP = { psadbw: 0, phminposuw: 1, mpsadbw: 2, pmaddubsw: 3, phaddsw: 4, phsubsw: 5 } as const;

const saturate = (x: number): number => Math.max(-32768, Math.min(32767, x));

/** varg[0] becomes the result of an operation on varg[0] and varg[1]. @see Intel SDM 2B, the instructions */
export function vectorOperation(context: X86Context, operation: number, immediate: number): void {
  const at = context.env.base + AT.varg;
  const buffer = context.env.buffer;
  const a = new Uint8Array(buffer, at, 16).slice();
  const b = new Uint8Array(buffer, at + 16, 16).slice();
  const words = (x: Uint8Array): Uint16Array => new Uint16Array(x.buffer);
  const out = new Uint8Array(16);
  const result = new Uint16Array(out.buffer);
  const signed = (x: Uint8Array): Int16Array => new Int16Array(x.buffer);
  switch (operation) {
    case VECTOR_OP.psadbw:
      for (let i = 0; i < 16; i++)
        result[4 * (i >> 3)] = (result[4 * (i >> 3)] as number) + Math.abs((a[i] as number) - (b[i] as number));
      break;
    case VECTOR_OP.phminposuw: {
      const values = [...words(b)];
      const least = Math.min(...values);
      result[0] = least;
      result[1] = values.indexOf(least);
      break;
    }
    case VECTOR_OP.mpsadbw: {
      const from = 4 * ((immediate >> 2) & 1);
      const block = 4 * (immediate & 3);
      for (let i = 0; i < 8; i++)
        for (let j = 0; j < 4; j++)
          result[i] = (result[i] as number) + Math.abs((a[from + i + j] as number) - (b[block + j] as number));
      break;
    }
    case VECTOR_OP.pmaddubsw:
      for (let i = 0; i < 8; i++) {
        const lane = (j: number): number => (a[j] as number) * (((b[j] as number) << 24) >> 24);
        result[i] = saturate(lane(2 * i) + lane(2 * i + 1));
      }
      break;
    default: {
      const x = [...signed(a), ...signed(b)];
      for (let i = 0; i < 8; i++) {
        const p = x[2 * i] as number;
        const q = x[2 * i + 1] as number;
        result[i] = saturate(operation === VECTOR_OP.phaddsw ? p + q : p - q);
      }
    }
  }
  new Uint8Array(buffer, at, 16).set(out);
}
