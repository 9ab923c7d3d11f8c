import process from 'node:process';
import { prepareForRun } from './prepare-for-run.ts';

const prepared = prepareForRun();
// After the thread has been started, which loads its modules meanwhile.
const { commandLine } = await import('./command-line.ts');
process.exit(await commandLine(prepared));
