import { describe, expect, it } from 'vitest';
import { moduleLines } from './module-lines.ts';

const MODULE = `import { shared } from './shared.ts';

// const board = { name: 'not this one' };
const board: BoardSource = {
  name: "it's // no comment {",
  memory: [
    { name: 'ram', at: both('ram') },
  ],
  clusters: [
    ...shared.clusters,
    { name: 'cpu' }, /* a
    comment { */
  ],
} as const;
export default board;
`;

describe('lines of a module', () => {
  it('are those of the literal that is exported', () => {
    const locate = moduleLines(MODULE, { name: '', memory: [{ name: 'ram', at: 1 }], clusters: [] });
    expect(locate(['name'])).toBe(5);
    expect(locate(['memory', 0, 'name'])).toBe(7);
    expect(locate(['memory', 0, 'size'])).toBe(7);
  });

  it('of an array with more in it than is written out are those of the array', () => {
    const clusters = [{}, {}, { name: 'cpu' }];
    expect(moduleLines(MODULE, { clusters })(['clusters', 2, 'name'])).toBe(9);
  });

  it('of a literal behind export default are known as well', () => {
    expect(moduleLines("\nexport default {\n  name: 'x',\n};\n", { name: 'x' })(['name'])).toBe(3);
  });

  it('of a board that a function makes are unknown', () => {
    expect(moduleLines("const board = make('x');\nexport default board;\n", {})(['name'])).toBeUndefined();
  });
});
