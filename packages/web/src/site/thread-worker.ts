import { serveWorker } from '@tutti/machine/web/worker';

serveWorker();
