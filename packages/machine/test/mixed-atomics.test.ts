import { builtInBoard, LLSC_SCHEMES } from '@tutti/machine';
import { describe, expect, it } from 'vitest';
import { Contests } from './support/contention.ts';
import { CONTESTS } from './support/contention-table.ts';
import { rawFiles, runBoard } from './support/mixed.ts';
import { DISTURBANCES, SAME_VALUE } from './support/reservation-table.ts';
import { Reservations } from './support/reservations.ts';

const LONG = 240_000;
const TIMES = 500;
const BACK_ENDS = ['wasm', 'js'] as const;
const duet = builtInBoard('duet');
const WAYS = LLSC_SCHEMES.flatMap((llsc) => BACK_ENDS.map((codegen) => ({ llsc, codegen })));

describe.each(WAYS)('scheme $llsc, back end $codegen', (options) => {
  it(
    'LDREX/STREX, LOCK instructions and plain stores on overlapping bytes lose nothing',
    async () => {
      const contests = new Contests(CONTESTS, TIMES);
      const { machine, code } = await runBoard(duet, { ...options, files: rawFiles(contests.files) });
      expect(code).toBe(0);
      expect(contests.lost(machine)).toEqual([]);
      expect(contests.disturbed(machine)).toEqual([0n, 0n, 0n, 0n]);
    },
    LONG,
  );

  it(
    'stores and LOCK instructions break an ARM reservation that they touch, and no other',
    async () => {
      const reservations = new Reservations(DISTURBANCES);
      const { machine } = await runBoard(duet, { ...options, files: rawFiles(reservations.files) });
      expect(reservations.wrong(machine)).toEqual([]);
    },
    LONG,
  );
});

it.each(BACK_ENDS)(
  'scheme hst, back end %s: stores of the same value break a reservation as well',
  async (codegen) => {
    const reservations = new Reservations(SAME_VALUE);
    const { machine } = await runBoard(duet, { codegen, llsc: 'hst', files: rawFiles(reservations.files) });
    expect(reservations.wrong(machine)).toEqual([]);
  },
  LONG,
);
