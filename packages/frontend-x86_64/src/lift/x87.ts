import type { Rule } from './table.ts';

export const X87: Readonly<Record<string, Rule>> = {};
