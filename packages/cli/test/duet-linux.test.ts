import { describe, expect, it } from 'vitest';
import { smallTree } from '../src/lab/device-tree.ts';
import { duetCommand, whyDuetBad } from '../src/lab/duet-guest.ts';
import { runGuest } from '../src/lab/guest-run.ts';
import { testFolder } from './tools.ts';

const TIMEOUT_SECONDS = 240;
const MARGIN_MS = 10_000;
/** Cores in the device tree that is given; the board has fewer. */
const TREE_CORES = 4;
const file = testFolder();

describe("Debian's armhf and amd64 kernels on board duet", () => {
  it(
    'boot at once, the ARM one by a tree of its own, and lose none of the messages that they send each other',
    async () => {
      const folder = file('.');
      const guest = { messages: 200, cores: 1, dtb: smallTree(TREE_CORES, folder), folder };
      const run = await runGuest({ ...duetCommand(guest), timeoutSeconds: TIMEOUT_SECONDS });
      expect(whyDuetBad(run, guest)).toBeUndefined();
    },
    TIMEOUT_SECONDS * 1000 + MARGIN_MS,
  );
});
