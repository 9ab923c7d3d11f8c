import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ARCHITECTURES } from '../src/families.ts';

const PACKAGES = fileURLToPath(new URL('../..', import.meta.url));
const NAMES = Object.keys(ARCHITECTURES);

/** Source of a package without comments, tests and helpers of tests, by file. */
function sources(name: string): Map<string, string> {
  const files = globSync(`${name}/src/**/*.ts`, { cwd: PACKAGES }).filter(
    (f) => !f.endsWith('.test.ts') && !f.includes('/testing/'),
  );
  const code = (file: string) =>
    readFileSync(`${PACKAGES}/${file}`, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$|\bdoc: (['"]).*?\1/gm, '');
  return new Map(files.map((file) => [file, code(file)]));
}

/** Files that name an architecture, as a text or by an import. */
const naming = (name: string, architectures: readonly string[]): string[] => {
  const pattern = new RegExp(
    `['"\`](?:${architectures.join('|')})['"\`]|@tutti/(?:frontend|devices)-(?:${[...architectures, 'pc'].join('|')})`,
  );
  return [...sources(name)].filter(([, code]) => pattern.test(code)).map(([file]) => file);
};

describe('no file knows an architecture in', () => {
  it.each(['layout', 'ir', 'softmmu', 'parallel-runtime', 'codegen-js', 'codegen-wasm', 'devices-core'])(
    '%s',
    (name) => {
      expect(sources(name).size).toBeGreaterThan(3);
      expect(naming(name, NAMES)).toEqual([]);
    },
  );

  it.each(NAMES)('frontend-%s, but its own', (own) => {
    expect(
      naming(
        `frontend-${own}`,
        NAMES.filter((name) => name !== own),
      ),
    ).toEqual([]);
  });

  it('control: the catalogue of the machine, which must', () => {
    expect(naming('machine', NAMES)).toContain('machine/src/families.ts');
  });
});

it('every existing file that the guide lists is there', () => {
  const guide = readFileSync(`${PACKAGES}/../docs/adding-an-architecture.md`, 'utf8');
  const paths = [...guide.matchAll(/`(packages\/[\w/.-]+\.(?:ts|json))`/g)]
    .map(([, path]) => path!)
    .filter((path) => !path.includes('NAME'));
  expect(paths.length).toBeGreaterThan(8);
  expect(paths.filter((path) => globSync(path, { cwd: `${PACKAGES}/..` }).length === 0)).toEqual([]);
});
