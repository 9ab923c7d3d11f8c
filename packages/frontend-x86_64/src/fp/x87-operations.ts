import type { X86Context } from '../system/context.ts';
import { GuestFault } from '../system/fault.ts';

export function x87Operation(context: X86Context, operation: number, b: number, c: number): void {
  throw new GuestFault(6);
}
