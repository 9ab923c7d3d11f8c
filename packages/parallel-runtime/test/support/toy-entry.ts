import type { Compose } from '../../src/composition.ts';
import { toyComposition } from './toy-machine.ts';

/** Entry module of the toy machine's workers. */
const compose: Compose = (setup) => toyComposition(setup);
export default compose;
