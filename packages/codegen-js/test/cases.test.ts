import { readdirSync, readFileSync } from 'node:fs';
import { parseCases, runCase } from '@tutti/ir/testing';
import { describe, expect, it } from 'vitest';
import { jsBackEnd } from '../src/index.ts';

const folder = new URL('../../ir/test/cases/', import.meta.url);

for (const file of readdirSync(folder)) {
  describe(file, () => {
    for (const test of parseCases(readFileSync(new URL(file, folder), 'utf8'))) {
      it(`${test.name} holds in the handlers and in compiled blocks`, () => {
        expect(runCase(test, jsBackEnd)).toEqual([]);
        expect(runCase(test, jsBackEnd, { fillTlb: false })).toEqual([]);
        expect(runCase(test, jsBackEnd, { hotThreshold: 1 })).toEqual([]);
      });
    }
  });
}
