import type { X86Context } from '../system/context.ts';
import { GuestFault } from '../system/fault.ts';

export function x87Environment(context: X86Context, kind: number, bytes: number): void {
  throw new GuestFault(6);
}
