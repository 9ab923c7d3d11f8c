import type { X86Context } from '../system/context.ts';
import { GuestFault } from '../system/fault.ts';

export function compareStrings(context: X86Context, immediate: number, how: number): void {
  throw new GuestFault(6);
}
