/** The module that workers run: from sources or built. */
export const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? '../../threads/entry.ts' : '../../entry.js',
  import.meta.url,
);
