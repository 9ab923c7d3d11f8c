const ALIASES: Readonly<Record<string, string>> = {
  sb: 'r9',
  sl: 'r10',
  fp: 'r11',
  ip: 'r12',
  r13: 'sp',
  r14: 'lr',
  r15: 'pc',
};

/** `{d0-d3}` as `{d0,d1,d2,d3}` */
function expandRanges(text: string): string {
  return text.replace(
    /\b([rds])(\d+)(\[\d*\])?-\1(\d+)(\[\d*\])?/g,
    (_, kind: string, from: string, lane = '', to: string) =>
      Array.from({ length: Number(to) - Number(from) + 1 }, (__, i) => `${kind}${Number(from) + i}${lane}`).join(','),
  );
}

/** Conditions hs and lo as cs and cc, no width, no `ia`, no `al` of the integer block transfers. */
function normaliseMnemonic(mnemonic: string): string {
  const [head = '', ...types] = mnemonic.replace(/\.[wn]$/, '').split('.');
  const plain = head
    .replace(/^(ldm|stm)ia/, '$1')
    .replace(/hs$/, 'cs')
    .replace(/lo$/, 'cc');
  return [plain, ...types].join('.');
}

/** Coprocessor operands as `p15,0,r0,c1,c0,0`; objdump writes `15,0,r0,cr1,cr0,{0}`. */
function coprocessor(operands: string): string {
  return operands
    .replace(/^(\d+),/, 'p$1,')
    .replace(/\bcr(\d+)\b/g, 'c$1')
    .replace(/,\{(\d+)\}$/, ',$1');
}

/** Text in one spelling: lower case, decimal numbers without #, r9 to r12 by number, no `.w`, no comment, lists in full. */
export function normalise(text: string): string {
  const [mnemonic = '', ...rest] = text
    .toLowerCase()
    .replace(/[;@].*$/, '')
    .replace(/<.*?>/g, '')
    .trim()
    .split(/\s+/);
  const name = normaliseMnemonic(mnemonic);
  let operands = rest
    .join('')
    .replace(
      /\b(lsl|lsr|asr|ror)?(sb|sl|fp|ip|r13|r14|r15)\b/g,
      (_, shift = '', alias: string) => shift + ALIASES[alias],
    );
  operands = expandRanges(operands)
    .replace(/#/g, '')
    .replace(/0x([0-9a-f]+)/g, (_, digits: string) => String(BigInt(`0x${digits}`)))
    .replace(/-(\d{6,})/g, (_, digits: string) => String(2 ** 32 - Number(digits)))
    .replace(/-?\d+\.\d+(e[+-]?\d+)?/g, (number) => String(Number(number)))
    .replace(/\bapsr_(nzcvqg|nzcvq|g)\b/g, (_, bits: string) => `cpsr_${{ g: 's', nzcvq: 'f' }[bits] ?? 'fs'}`)
    .replace(/,apsr$/, ',cpsr')
    .replace(/,0\]$/, ']');
  if (/^(mcrr?|mrrc|mrc|cdp|stc|ldc)/.test(name)) operands = coprocessor(operands);
  return `${name} ${operands}`.trim();
}
