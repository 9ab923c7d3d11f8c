import type { BoardArchitecture, Catalog } from './board/catalog.ts';
import { ARCHITECTURES, DEVICE_FAMILIES } from './families.ts';

const architectures = await Promise.all(
  Object.entries(ARCHITECTURES).map(
    async ([name, { lines, facts }]): Promise<[string, BoardArchitecture]> => [
      name,
      { architecture: await facts(), lines },
    ],
  ),
);
const families = await Promise.all(DEVICE_FAMILIES.map((load) => load()));

/** All that boards can name. For the main thread, which checks boards; workers load what they run. */
export const CATALOG: Catalog = {
  architectures: Object.fromEntries(architectures),
  devices: Object.assign({}, ...families),
};
