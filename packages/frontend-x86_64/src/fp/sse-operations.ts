import type { X86Context } from '../system/context.ts';
import { GuestFault } from '../system/fault.ts';

export function sseOperation(context: X86Context, operation: number, immediate: number, format: number): number {
  throw new GuestFault(6);
}
