import type { BoardArchitecture, Catalog } from './board/catalog.ts';
import { ARCHITECTURES, DEVICE_FAMILIES, loadArchitectures } from './families.ts';

const loaded = await loadArchitectures(Object.keys(ARCHITECTURES));
const architectures = Object.fromEntries(
  Object.entries(ARCHITECTURES).map(([name, { lines }]): [string, BoardArchitecture] => [
    name,
    { architecture: loaded[name]!, lines },
  ]),
);
const families = await Promise.all(DEVICE_FAMILIES.map((load) => load()));

/** All that boards can name. For the main thread, which checks boards; workers load what they run. */
export const CATALOG: Catalog = { architectures, devices: Object.assign({}, ...families) };
