/*
 * Runs the programs of guest-tests/programs, compiled for three levels of x86-64, on the host and on a PC with Debian's kernel, and
 * says which print the same. Argument: --timeout SECONDS
 */

import { parseArgs } from 'node:util';
import { inFolder } from '../src/lab/folder.ts';
import { whyBad } from '../src/lab/guest-run.ts';
import { compareOutputs } from '../src/lab/same-output.ts';

const { values } = parseArgs({ options: { timeout: { type: 'string', default: '300' } } });

await inFolder(async (folder) => {
  const { run, programs } = await compareOutputs(folder, Number(values.timeout));
  const different = programs.filter(({ host, guest }) => host !== guest);
  for (const { name, host, guest } of programs)
    console.log(`${name}: ${host === guest ? `${host.length} bytes, the same` : `host\n${host}guest\n${guest}`}`);
  const trouble = whyBad(run, 1);
  if (trouble !== undefined) console.log(trouble);
  process.exitCode = different.length > 0 || trouble !== undefined ? 1 : 0;
});
