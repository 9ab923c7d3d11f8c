import { ONE_BYTE } from '../tables/one-byte.ts';
import { THREE_BYTE_3A } from '../tables/three-byte-3a.ts';
import { THREE_BYTE_38 } from '../tables/three-byte-38.ts';
import { TWO_BYTE } from '../tables/two-byte.ts';
import { X87 } from '../tables/x87.ts';
import { type Encoding, parseRows } from './parse-row.ts';

/** All encodings of all maps, in table order; the index of an encoding is its form number. */
export function allEncodings(): readonly Encoding[] {
  return [
    ...parseRows(0, ONE_BYTE),
    ...parseRows(0, X87),
    ...parseRows(1, TWO_BYTE),
    ...parseRows(2, THREE_BYTE_38),
    ...parseRows(3, THREE_BYTE_3A),
  ];
}
