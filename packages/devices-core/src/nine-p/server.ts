import { ERRNO, type SharedFiles } from '../backends/files.ts';
import type { ShareBackend } from '../backends/share.ts';
import { ATTRIBUTE_HANDLERS } from './attributes.ts';
import { decode, encode, HEADER_BYTES } from './codec.ts';
import { DATA_HANDLERS } from './data.ts';
import { MESSAGES, type MessageName, RLERROR } from './messages.ts';
import { NAME_HANDLERS } from './names.ts';
import { type Handlers, newSession } from './session.ts';

/** Longest message: what Linux's virtio transport can hold at most is about as much. */
export const MAX_MESSAGE_BYTES = 512 * 1024;
/** Shortest limit that a client may ask for; directory entries and names must fit. */
const MIN_MESSAGE_BYTES = 4096;
const VERSION = '9P2000.L';
const NO_TAG = 0xffff;

const HANDLERS: Handlers<MessageName> = {
  ...NAME_HANDLERS,
  ...DATA_HANDLERS,
  ...ATTRIBUTE_HANDLERS,
  version(session, { msize, version }) {
    session.fids.clear();
    if (msize < MIN_MESSAGE_BYTES) return ERRNO.EINVAL;
    session.msize = Math.min(msize, MAX_MESSAGE_BYTES);
    return { msize: session.msize, version: version === VERSION ? VERSION : 'unknown' };
  },
  // Nobody has to prove who they are.
  auth: () => ERRNO.EOPNOTSUPP,
  // Requests are answered in turn: what is to be dropped was answered already.
  flush: () => ({}),
};

const BY_NUMBER = new Map<number, MessageName>(
  Object.entries(MESSAGES).map(([name, { number }]) => [number, name as MessageName]),
);

const refusal = (tag: number, errno: number): Uint8Array => encode(RLERROR, tag, { ecode: 'u32' }, { ecode: errno });

/**
 * Serve a folder by 9P2000.L. On the I/O thread; requests are answered one after the other.
 * @param readOnly  nothing that changes the folder is done
 */
export function serveFiles(files: SharedFiles, readOnly = false): ShareBackend {
  const session = newSession(files, readOnly, MIN_MESSAGE_BYTES);
  return {
    exchange(request, room) {
      const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
      if (request.length < HEADER_BYTES) return refusal(NO_TAG, ERRNO.EPROTO);
      const size = view.getUint32(0, true);
      const tag = view.getUint16(5, true);
      const name = BY_NUMBER.get(view.getUint8(4));
      if (name === undefined) return refusal(tag, ERRNO.EOPNOTSUPP);
      const message = MESSAGES[name];
      const values = size > request.length ? undefined : decode(message.request, request.subarray(HEADER_BYTES, size));
      if (values === undefined) return refusal(tag, ERRNO.EPROTO);
      if (readOnly && 'changes' in message) return refusal(tag, ERRNO.EROFS);
      const handle = HANDLERS[name] as Handlers<MessageName>['walk'];
      const answer = handle(session, values as unknown as Parameters<typeof handle>[1], Math.min(room, session.msize));
      if (typeof answer === 'number') return refusal(tag, answer);
      const bytes = encode(message.number + 1, tag, message.answer, answer);
      return bytes.length > room ? refusal(tag, ERRNO.EMSGSIZE) : bytes;
    },
    get inUse() {
      return session.fids.size > 0;
    },
    close: () => session.fids.clear(),
  };
}
