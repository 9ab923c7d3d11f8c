import { library } from '../../tsup.base.ts';

export default library(
  {
    index: 'src/index.ts',
    entry: 'src/threads/entry.ts',
    'host/node/index': 'src/host/node/index.ts',
    'host/node/prepare': 'src/host/node/prepare.ts',
    'host/node/worker': 'src/host/node/worker.ts',
    'host/web/index': 'src/host/web/index.ts',
    'host/web/worker': 'src/host/web/worker.ts',
  },
  {
    platform: 'node',
    esbuildOptions(options) {
      // The address of the workers' module is relative to the module that names it, which may be a chunk.
      options.chunkNames = 'host/node/[name]-[hash]';
    },
  },
);
