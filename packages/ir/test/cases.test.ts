import { readdirSync, readFileSync } from 'node:fs';
import { referenceBackEnd } from '@tutti/ir';
import { parseCases, runCase } from '@tutti/ir/testing';
import { describe, expect, it } from 'vitest';

const folder = new URL('./cases/', import.meta.url);

for (const file of readdirSync(folder)) {
  describe(file, () => {
    for (const test of parseCases(readFileSync(new URL(file, folder), 'utf8'))) {
      it(`${test.name} holds on the reference interpreter`, () => {
        expect(runCase(test, referenceBackEnd)).toEqual([]);
        expect(runCase(test, referenceBackEnd, { optimise: false })).toEqual([]);
        expect(runCase(test, referenceBackEnd, { fillTlb: false })).toEqual([]);
        expect(runCase(test, referenceBackEnd, { llsc: 'hst' })).toEqual([]);
        expect(runCase(test, referenceBackEnd, { llsc: 'table' })).toEqual([]);
      });
    }
  });
}
