import type { Rule } from './table.ts';

export const SSE: Readonly<Record<string, Rule>> = {};
