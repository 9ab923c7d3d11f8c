// node scripts/build-site.ts FOLDER
import { argv } from 'node:process';
import { bundleSite } from './bundle.ts';

await bundleSite(argv[2] ?? 'dist/site');
