import { AT } from '../state.ts';
import type { X86Context } from '../system/context.ts';
import { aesInverseMix, aesKeyAssist, aesRound } from './aes.ts';
import { carryLess } from './carry-less.ts';
import {
  sha1Message1,
  sha1Message2,
  sha1Next,
  sha1Rounds,
  sha256Message1,
  sha256Message2,
  sha256Rounds,
} from './sha.ts';

/** Operations of the helper `cipher`, by number. */
export const CIPHER_OP = {
  aesEncrypt: 0,
  aesEncryptLast: 1,
  aesDecrypt: 2,
  aesDecryptLast: 3,
  aesInverseMix: 4,
  aesKeyAssist: 5,
  carryLess: 6,
  sha1Rounds: 7,
  sha1Next: 8,
  sha1Message1: 9,
  sha1Message2: 10,
  /** The two words of message and constants are arg[0]. */
  sha256Rounds: 11,
  sha256Message1: 12,
  sha256Message2: 13,
} as const;

/** varg[0] becomes the result of an operation on varg[0] and varg[1]. */
export function cipherOperation(context: X86Context, operation: number, immediate: number): void {
  const words = new Int32Array(context.env.buffer, context.env.base + AT.varg, 8);
  const x = words.slice(0, 4);
  const y = words.subarray(4, 8);
  const out = words.subarray(0, 4);
  switch (operation) {
    case CIPHER_OP.aesInverseMix:
      aesInverseMix(out, y);
      break;
    case CIPHER_OP.aesKeyAssist:
      aesKeyAssist(out, y, immediate);
      break;
    case CIPHER_OP.carryLess:
      carryLess(out, x, y, immediate);
      break;
    case CIPHER_OP.sha1Rounds:
      sha1Rounds(out, x, y, immediate);
      break;
    case CIPHER_OP.sha1Next:
      sha1Next(out, x, y);
      break;
    case CIPHER_OP.sha1Message1:
      sha1Message1(out, x, y);
      break;
    case CIPHER_OP.sha1Message2:
      sha1Message2(out, x, y);
      break;
    case CIPHER_OP.sha256Rounds: {
      const { view, env } = context;
      const at = env.base + AT.arg;
      sha256Rounds(out, x, y, [view.getInt32(at, true), view.getInt32(at + 4, true)]);
      break;
    }
    case CIPHER_OP.sha256Message1:
      sha256Message1(out, x, y);
      break;
    case CIPHER_OP.sha256Message2:
      sha256Message2(out, x, y);
      break;
    default:
      aesRound(out, x, y, operation >= CIPHER_OP.aesDecrypt, (operation & 1) !== 0);
  }
}
