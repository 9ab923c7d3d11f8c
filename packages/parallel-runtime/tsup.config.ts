import { library } from '../../tsup.base.ts';

export default library(
  {
    index: 'src/index.ts',
    'host/node/index': 'src/host/node/index.ts',
    'host/node/serve-worker': 'src/host/node/serve-worker.ts',
    'host/node/worker-main': 'src/host/node/worker-main.ts',
    'host/web/index': 'src/host/web/index.ts',
  },
  { platform: 'node', splitting: false },
);
