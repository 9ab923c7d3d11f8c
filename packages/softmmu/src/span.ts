/** Two neighbouring virtual pages that one access touches. Host offsets and guest physical addresses of their starts. */
export interface Span {
  /** -1: not memory. */
  readonly host: number;
  readonly gpa: number;
  readonly host2: number;
  readonly gpa2: number;
  readonly watched: boolean;
}

/** Host offset of byte i of an access at `lo`, or -1. */
export function spanHost(span: Span, lo: number, i: number): number {
  const at = (lo & 0xfff) + i;
  if (at < 4096) return span.host < 0 ? -1 : span.host + at;
  return span.host2 < 0 ? -1 : span.host2 + at - 4096;
}

/** Guest physical address of byte i. */
export function spanGpa(span: Span, lo: number, i: number): number {
  const at = (lo & 0xfff) + i;
  return at < 4096 ? span.gpa + at : span.gpa2 + at - 4096;
}
