import { CIPHER_OP } from '../fp/cipher-operations.ts';
import { HELPER } from '../helpers.ts';
import { AT, xmmOffset } from '../state.ts';
import type { Compute } from './lanewise.ts';

const cipher =
  (operation: number): Compute =>
  (b, x, y, _mmx, _l, i) => {
    b.set_v128(AT.varg, x);
    b.set_v128(AT.varg + 16, y);
    b.call(HELPER.cipher, b.const_i32(operation), b.const_i32(i.immLo & 0xff));
    return b.get_v128(AT.varg);
  };

/** AES, carry-less multiplication and SHA. */
export const CIPHERS: Readonly<Record<string, Compute>> = {
  AESENC: cipher(CIPHER_OP.aesEncrypt),
  AESENCLAST: cipher(CIPHER_OP.aesEncryptLast),
  AESDEC: cipher(CIPHER_OP.aesDecrypt),
  AESDECLAST: cipher(CIPHER_OP.aesDecryptLast),
  AESIMC: cipher(CIPHER_OP.aesInverseMix),
  AESKEYGENASSIST: cipher(CIPHER_OP.aesKeyAssist),
  PCLMULQDQ: cipher(CIPHER_OP.carryLess),
  SHA1RNDS4: cipher(CIPHER_OP.sha1Rounds),
  SHA1NEXTE: cipher(CIPHER_OP.sha1Next),
  SHA1MSG1: cipher(CIPHER_OP.sha1Message1),
  SHA1MSG2: cipher(CIPHER_OP.sha1Message2),
  SHA256RNDS2: (b, ...operands) => {
    b.set_i64(AT.arg, b.i64x2_extract(b.get_v128(xmmOffset(0)), 0));
    return cipher(CIPHER_OP.sha256Rounds)(b, ...operands);
  },
  SHA256MSG1: cipher(CIPHER_OP.sha256Message1),
  SHA256MSG2: cipher(CIPHER_OP.sha256Message2),
};
