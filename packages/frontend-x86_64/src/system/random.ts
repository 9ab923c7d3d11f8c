import { VECTOR } from '../guest-exits.ts';
import { FEATURE_BITS } from '../models.ts';
import { service, type X86Context } from './context.ts';
import { GuestFault } from './fault.ts';

const { ecx1, ebx7 } = FEATURE_BITS;

/** RDRAND and RDSEED: arg[0] becomes 64 random bits of the board's generator. @see Intel SDM 1, 7.3.17 */
export function random(context: X86Context, seed: boolean): void {
  const { state, env, model } = context;
  const word = seed ? model.features.ebx7 >> ebx7.rdseed : model.features.ecx1 >> ecx1.rdrand;
  if (!(word & 1)) throw new GuestFault(VECTOR.UD);
  const count = state.randomCount;
  state.randomCount = (count + 1) | 0;
  const high = BigInt(service(context, 'random', env.index, count, 1) >>> 0);
  state.arg[0] = BigInt.asIntN(64, (high << 32n) | BigInt(service(context, 'random', env.index, count, 0) >>> 0));
}
