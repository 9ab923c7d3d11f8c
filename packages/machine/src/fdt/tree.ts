/**
 * A device tree in memory. Properties and children keep their order, so that parsing and building give the same tree.
 * @see Devicetree Specification v0.4
 */
export interface FdtNode {
  /** With unit address: `cpu@0`; the root's is empty. */
  name: string;
  readonly props: Map<string, Uint8Array>;
  readonly children: FdtNode[];
}

/** A tree with what its header says besides the structure. */
export interface Fdt {
  readonly root: FdtNode;
  /** Memory that the client must not use: [address, size]. */
  readonly reserved: [bigint, bigint][];
  bootCpu: number;
}

/** Value of a property as its maker writes it: cells, text, a list of texts, bytes, or `true` for an empty one. */
export type PropValue = number | readonly number[] | string | readonly string[] | Uint8Array | true;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Big-endian cells of numbers. */
export function cells(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value >>> 0);
  return bytes;
}

/** The bytes of a property value. */
export function propBytes(value: PropValue): Uint8Array {
  if (value === true) return new Uint8Array(0);
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'number') return cells([value]);
  if (typeof value === 'string') return encoder.encode(`${value}\0`);
  if (value.length > 0 && typeof value[0] === 'string') return encoder.encode(`${value.join('\0')}\0`);
  return cells(value as readonly number[]);
}

/** Make a node. */
export function node(name: string, props: Readonly<Record<string, PropValue>>, children: FdtNode[] = []): FdtNode {
  return { name, props: new Map(Object.entries(props).map(([key, value]) => [key, propBytes(value)])), children };
}

/** Set or replace a property. */
export function setProp(at: FdtNode, name: string, value: PropValue): void {
  at.props.set(name, propBytes(value));
}

/** Text of a property without the final NUL, or undefined when there is none. */
export function propText(at: FdtNode, name: string): string | undefined {
  const bytes = at.props.get(name);
  return bytes && decoder.decode(bytes).replace(/\0$/, '');
}

/** Big-endian cells of a property; empty when there is none. */
export function propCells(at: FdtNode, name: string): number[] {
  const bytes = at.props.get(name);
  if (!bytes) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 2 }, (_, i) => view.getUint32(4 * i));
}

/** Child whose name, with or without unit address, is `name`. */
export function child(at: FdtNode, name: string): FdtNode | undefined {
  return at.children.find((c) => c.name === name || c.name.split('@')[0] === name);
}

/** Node at a path such as `/cpus/cpu@0`; unit addresses may be left out. */
export function find(root: FdtNode, path: string): FdtNode | undefined {
  let at: FdtNode | undefined = root;
  for (const part of path.split('/').filter(Boolean)) at = at && child(at, part);
  return at;
}

/** The child of this name, made when there is none. */
export function ensureChild(at: FdtNode, name: string): FdtNode {
  const found = child(at, name);
  if (found) return found;
  const made = node(name, {});
  at.children.push(made);
  return made;
}

/** Call `visit` for every node, parents first. */
export function walk(
  at: FdtNode,
  visit: (n: FdtNode, parent: FdtNode | null) => void,
  parent: FdtNode | null = null,
): void {
  visit(at, parent);
  for (const c of [...at.children]) walk(c, visit, at);
}

/** A value of 32 bits each as this node's `#address-cells` or `#size-cells` wants it: one or two cells. */
export const asCells = (value: number, count: number): number[] =>
  count === 2 ? [Math.floor(value / 0x1_0000_0000), value >>> 0] : [value >>> 0];
