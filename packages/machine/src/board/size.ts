const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/**
 * Bytes of a size as people write it: `256M`, `0x1000`, `1G`, `64K`, `64KiB`, `4096`.
 * @returns undefined when the text is none
 */
export function parseSize(text: string): number | undefined {
  const match = /^\s*(0x[0-9a-f]+|\d+(?:\.\d+)?)\s*([KMG]?)(?:i?B)?\s*$/i.exec(text);
  if (!match) return undefined;
  const bytes = Number(match[1]) * (UNITS[match[2]!.toUpperCase()] ?? 1);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Text of a size: the largest unit that leaves no fraction. */
export function formatSize(bytes: number): string {
  for (const unit of ['G', 'M', 'K']) {
    if (bytes >= UNITS[unit]! && bytes % UNITS[unit]! === 0) return `${bytes / UNITS[unit]!}${unit}`;
  }
  return `${bytes}`;
}
