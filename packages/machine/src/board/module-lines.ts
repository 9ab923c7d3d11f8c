import { isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Locate } from './problems.ts';

/** A string of JavaScript, or a comment. */
const TOKEN = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const DEFAULT_NAME = /\bexport\s+default\s+([A-Za-z_$][\w$]*)\s*(?:satisfies|as|;|\n|$)/;

/**
 * Where the parts of a board stand in the module that exports it. Only an object literal without surprises is understood: written
 * out, its brackets, keys and commas are those of YAML. Of what is computed or spread, the line of the nearest part that is written out.
 * @param text  source of the module
 * @param data  its default export
 */
export function moduleLines(text: string, data: unknown): Locate {
  const plain = text.replace(TOKEN, (token) => (token.startsWith('/') ? token.replace(/[^\n]/g, ' ') : token));
  const start = literalStart(plain);
  if (start < 0) return () => undefined;
  const lines = new LineCounter();
  const document = parseDocument(plain.slice(start, literalEnd(plain, start)), { lineCounter: lines });
  const before = plain.slice(0, start).split('\n').length - 1;
  return (path) => {
    let node: unknown = document.contents;
    let value: unknown = data;
    let at = 0;
    for (const key of path) {
      // With a spread in it, the elements of an array are not those of the literal.
      if (isSeq(node) && !(Array.isArray(value) && value.length === node.items.length)) break;
      const next: unknown = isMap(node) || isSeq(node) ? node.get(key, true) : undefined;
      if (!isNode(next) || !next.range) break;
      node = next;
      value = (value as Readonly<Record<string | number, unknown>> | undefined)?.[key];
      at = next.range[0];
    }
    return before + lines.linePos(at).line;
  };
}

/** The opening brace of the object that is exported, or of the constant that is exported by name. -1: there is none. */
function literalStart(plain: string): number {
  const name = DEFAULT_NAME.exec(plain)?.[1];
  if (name === undefined) return plain.indexOf('{', plain.search(/\bexport\s+default\b/));
  const declared = new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\b[^=]*=\\s*\\{`).exec(plain);
  return declared === null ? -1 : declared.index + declared[0].length - 1;
}

/** Behind the brace that closes the one at `start`. */
function literalEnd(plain: string, start: number): number {
  const brackets = plain.replace(TOKEN, (token) => ' '.repeat(token.length));
  let depth = 0;
  for (let i = start; i < brackets.length; i++) {
    if ('{[('.includes(brackets[i]!)) depth++;
    if ('}])'.includes(brackets[i]!) && --depth === 0) return i + 1;
  }
  return brackets.length;
}
