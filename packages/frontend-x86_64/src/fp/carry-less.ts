/** Carry-less product of two 32-bit words, XORed into words `at` and `at + 1` of `out`. */
function multiplyWords(out: Int32Array, at: number, x: number, y: number): void {
  let low = 0;
  let high = 0;
  for (let i = 0; i < 32; i++) {
    const mask = -((y >>> i) & 1);
    low ^= (x << i) & mask;
    high ^= i === 0 ? 0 : (x >>> (32 - i)) & mask;
  }
  out[at] = (out[at] as number) ^ low;
  out[at + 1] = (out[at + 1] as number) ^ high;
}

/** PCLMULQDQ: product of the halves of x and y that bits 0 and 4 of the immediate choose. @see Intel SDM 2B "PCLMULQDQ" */
export function carryLess(out: Int32Array, x: Int32Array, y: Int32Array, immediate: number): void {
  const p = immediate & 1 ? 2 : 0;
  const q = immediate & 16 ? 2 : 0;
  out.fill(0);
  for (const i of [0, 1]) for (const j of [0, 1]) multiplyWords(out, i + j, x[p + i] as number, y[q + j] as number);
}
