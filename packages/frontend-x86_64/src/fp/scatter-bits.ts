import type { X86Context } from '../system/context.ts';

/** PDEP (low bits of arg[0] to the places of the ones of arg[1]) and PEXT (the other way), into arg[0]. */
export function scatterBits(context: X86Context, extract: boolean): void {
  const { arg } = context.state;
  const source = BigInt.asUintN(64, arg[0] as bigint);
  const mask = BigInt.asUintN(64, arg[1] as bigint);
  const from = Uint32Array.of(Number(source & 0xffffffffn), Number(source >> 32n));
  const places = Uint32Array.of(Number(mask & 0xffffffffn), Number(mask >> 32n));
  const result = new Uint32Array(2);
  let k = 0;
  for (let at = 0; at < 64; at++) {
    if (!(((places[at >> 5] as number) >>> (at & 31)) & 1)) continue;
    const [take, put] = extract ? [at, k] : [k, at];
    result[put >> 5] =
      (result[put >> 5] as number) | ((((from[take >> 5] as number) >>> (take & 31)) & 1) << (put & 31));
    k++;
  }
  arg[0] = (BigInt(result[1] as number) << 32n) | BigInt(result[0] as number);
}
