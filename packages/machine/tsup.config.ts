import { library } from '../../tsup.base.ts';

export default library(
  {
    index: 'src/index.ts',
    entry: 'src/threads/entry.ts',
    'host/node/index': 'src/host/node/index.ts',
    'host/web/index': 'src/host/web/index.ts',
    'host/web/worker': 'src/host/web/worker.ts',
  },
  { platform: 'node' },
);
