import { viewOf } from './packet.ts';

/** The addresses that the server hands out. */
export interface Lease {
  readonly guest: number;
  readonly gateway: number;
  readonly nameServer: number;
}

const OPTION = { MASK: 1, ROUTER: 3, DNS: 6, LEASE: 51, TYPE: 53, SERVER: 54, END: 255 } as const;
const TYPE = { DISCOVER: 1, OFFER: 2, REQUEST: 3, ACK: 5 } as const;
const OPTIONS_AT = 240;
const COOKIE = 0x6382_5363;
const MASK = 0xffff_ff00;
const LEASE_SECONDS = 86_400;

/**
 * Answer a DHCP message (RFC 2131).
 * @returns undefined for what needs no answer
 */
export function answerDhcp(request: Uint8Array, lease: Lease): Uint8Array | undefined {
  if (request.length < OPTIONS_AT || request[0] !== 1 || viewOf(request).getUint32(236) !== COOKIE) return undefined;
  const type = messageType(request.subarray(OPTIONS_AT));
  const answer = type === TYPE.DISCOVER ? TYPE.OFFER : type === TYPE.REQUEST ? TYPE.ACK : 0;
  if (answer === 0) return undefined;
  const reply = new Uint8Array(300);
  reply.set(request.subarray(0, 44));
  const view = viewOf(reply);
  reply[0] = 2;
  view.setUint32(16, lease.guest);
  view.setUint32(20, lease.gateway);
  view.setUint32(236, COOKIE);
  reply.set([OPTION.TYPE, 1, answer], OPTIONS_AT);
  const words = [
    [OPTION.SERVER, lease.gateway],
    [OPTION.LEASE, LEASE_SECONDS],
    [OPTION.MASK, MASK],
    [OPTION.ROUTER, lease.gateway],
    [OPTION.DNS, lease.nameServer],
  ] as const;
  for (const [i, [option, value]] of words.entries()) {
    const at = OPTIONS_AT + 3 + 6 * i;
    reply.set([option, 4], at);
    view.setUint32(at + 2, value);
  }
  reply[OPTIONS_AT + 3 + 6 * words.length] = OPTION.END;
  return reply;
}

function messageType(options: Uint8Array): number {
  for (let i = 0; i < options.length && options[i] !== OPTION.END; ) {
    if (options[i] === 0) i += 1;
    else if (options[i] === OPTION.TYPE) return options[i + 2] ?? 0;
    else i += 2 + (options[i + 1] ?? 0);
  }
  return 0;
}
