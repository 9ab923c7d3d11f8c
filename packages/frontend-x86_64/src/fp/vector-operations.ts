import type { X86Context } from '../system/context.ts';
import { GuestFault } from '../system/fault.ts';

export function vectorOperation(context: X86Context, operation: number, immediate: number): void {
  throw new GuestFault(6);
}
