import type { Contest } from './contention.ts';
import { cmpxchg, cmpxchgWide, exclusive, inc, mark, type Width, xadd } from './contention-acts.ts';

const WIDTHS: readonly Width[] = [1, 2, 4, 8];
const bits = (bytes: number): number => 8 * bytes;
/** The last bytes of a cache line, of a page. */
const LINE_END = 0x40;
const PAGE_END = 0x1000;

/** Both sides count in the same bytes. */
const same: Contest[] = WIDTHS.flatMap((bytes) =>
  (
    [
      ['XADD', xadd],
      ['INC', inc],
      ['CMPXCHG', cmpxchg],
    ] as const
  ).map(([name, act]) => ({
    name: `${bits(bytes)} bits by LDREX, the same by LOCK ${name}`,
    arm: exclusive(bytes),
    x86: act(bytes),
  })),
);

/** The narrower side counts in the upper bytes of the wider one's operand. */
const inside: Contest[] = WIDTHS.flatMap((wide) =>
  WIDTHS.filter((narrow) => narrow < wide).flatMap((narrow) => [
    {
      name: `${bits(wide)} bits by LDREX, the upper ${bits(narrow)} by LOCK XADD`,
      arm: exclusive(wide),
      x86: xadd(narrow, wide - narrow),
    },
    {
      name: `the upper ${bits(narrow)} bits by LDREX, ${bits(wide)} by LOCK CMPXCHG`,
      arm: exclusive(narrow, wide - narrow),
      x86: cmpxchg(wide),
    },
  ]),
);

/** The x86 operand begins in the upper half of ARM's, and counts behind it. */
const straddling: Contest[] = (
  [
    ['within a line', 0],
    ['across a line', LINE_END - 8],
    ['across a page', PAGE_END - 8],
  ] as const
).flatMap(([where, at]) => [
  { name: `LDREX, LOCK XADD of 16 bits ${where}`, at: at + 4, arm: exclusive(4), x86: xadd(2, 3, 0x100n) },
  { name: `LDREX, LOCK XADD of 32 bits ${where}`, at: at + 4, arm: exclusive(4), x86: xadd(4, 2, 0x1_0000n) },
  { name: `LDREXD, LOCK XADD of 32 bits ${where}`, at, arm: exclusive(8), x86: xadd(4, 6, 0x1_0000n) },
  { name: `LDREXD, LOCK XADD of 64 bits ${where}`, at, arm: exclusive(8), x86: xadd(8, 5, 0x100_0000n) },
  { name: `LDREXD, CMPXCHG8B ${where}`, at, arm: exclusive(8), x86: cmpxchgWide(8, 4) },
  { name: `LDREXH, LOCK XADD of 64 bits ${where}`, at: at + 4, arm: exclusive(2, 2), x86: xadd(8, 1, 0x100_0000n) },
]);

const twoWords: Contest[] = [
  { name: 'LDREXD, CMPXCHG8B', arm: exclusive(8), x86: cmpxchgWide(8) },
  { name: 'LDREX, CMPXCHG8B', arm: exclusive(4), x86: cmpxchgWide(8) },
  { name: 'LDREXD below, CMPXCHG16B', arm: exclusive(8), x86: cmpxchgWide(16) },
  { name: 'LDREXD above, CMPXCHG16B', arm: exclusive(8, 8), x86: cmpxchgWide(16) },
];

const plainStores: Contest[] = [
  { name: 'ARM stores beside LOCK XADD', arm: mark(2), x86: xadd(4) },
  { name: 'ARM stores beside LOCK CMPXCHG', arm: mark(2), x86: cmpxchg(4) },
  { name: 'ARM stores beside LOCK XADD of 64 bits', arm: mark(6), x86: xadd(8) },
  { name: 'ARM stores below what CMPXCHG8B counts', arm: mark(0), x86: cmpxchgWide(8) },
  { name: 'ARM stores below what CMPXCHG16B counts', arm: mark(6), x86: cmpxchgWide(16) },
  {
    name: 'ARM stores in a LOCK XADD across a line',
    at: LINE_END - 4,
    arm: mark(2),
    x86: xadd(4, 2, 0x1_0000n),
  },
  {
    name: 'ARM stores in a LOCK XADD across a page',
    at: PAGE_END - 4,
    arm: mark(2),
    x86: xadd(4, 2, 0x1_0000n),
  },
  { name: 'x86 stores beside LDREX', arm: exclusive(4), x86: mark(2) },
  { name: 'x86 stores beside LDREXD', arm: exclusive(8), x86: mark(5) },
];

/** Each in every scheme and back end. */
export const CONTESTS: readonly Contest[] = [...same, ...inside, ...straddling, ...twoWords, ...plainStores];
