import { builtInBoard, CODE_CACHES } from '@tutti/machine';
import { describe, expect, it } from 'vitest';
import { CodeExchange } from './support/code-exchange.ts';
import { rawFiles, runBoard } from './support/mixed.ts';

const LONG = 240_000;
const WAYS = (['wasm', 'js'] as const).flatMap((codegen) =>
  CODE_CACHES.flatMap((codeCache) => [
    { codegen, codeCache, threads: 1, told: 'by a flag' as const },
    { codegen, codeCache, threads: 4, told: 'by a doorbell' as const },
  ]),
);

describe('code that one architecture writes for the other', () => {
  it.each(WAYS)(
    'runs as it was written last: back end $codegen, $codeCache cache, $threads threads, told $told',
    async ({ told, ...options }) => {
      const exchange = new CodeExchange(told);
      const { machine, code } = await runBoard(builtInBoard('duet'), { ...options, files: rawFiles(exchange.files) });
      expect(code).toBe(0);
      expect(exchange.wrong(machine)).toEqual([]);
    },
    LONG,
  );
});
