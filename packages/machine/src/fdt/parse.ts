import { fail } from '../errors.ts';
import { FDT_MAGIC, HEADER, TOKEN } from './format.ts';
import type { Fdt, FdtNode } from './tree.ts';

const MAX_DEPTH = 64;
const decoder = new TextDecoder();

/**
 * Parse a flattened device tree (versions 16 and 17).
 * @param path  name of the file, for messages
 * @throws EmulatorError FDT_BAD
 * @see Devicetree Specification v0.4, chapter 5
 */
export function parseFdt(bytes: Uint8Array, path: string): Fdt {
  const bad = (why: string) => fail('FDT_BAD', { path, why });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER.bytes) throw bad(`the header needs ${HEADER.bytes} bytes, file has ${bytes.length}`);
  const header = (at: number) => view.getUint32(at);
  if (header(HEADER.magic) !== FDT_MAGIC) throw bad('it does not start with the magic number d00dfeed');
  const total = header(HEADER.totalSize);
  if (total > bytes.length) throw bad(`truncated: the header says ${total} bytes, file has ${bytes.length}`);
  if (header(HEADER.version) < 16 || header(HEADER.lastCompatible) > 17) {
    throw bad(`version ${header(HEADER.version)} is not one of 16 and 17`);
  }
  const structAt = header(HEADER.structOffset);
  const stringsAt = header(HEADER.stringsOffset);
  if (structAt >= total || stringsAt > total || (structAt & 3) !== 0) throw bad('its blocks lie outside the file');

  const text = (at: number): string => {
    const end = at < total ? bytes.indexOf(0, at) : -1;
    if (end < 0 || end >= total) throw bad(`a name at ${at} has no end`);
    return decoder.decode(bytes.subarray(at, end));
  };
  const reserved: [bigint, bigint][] = [];
  for (let at = header(HEADER.reserveOffset); ; at += 16) {
    if (at + 16 > total) throw bad('the memory reservation block has no end');
    const entry: [bigint, bigint] = [view.getBigUint64(at), view.getBigUint64(at + 8)];
    if (entry[0] === 0n && entry[1] === 0n) break;
    reserved.push(entry);
  }

  const open: FdtNode[] = [];
  let root: FdtNode | undefined;
  for (let at = structAt; ; ) {
    if (at + 4 > total) throw bad('the structure block has no end');
    const token = view.getUint32(at);
    at += 4;
    const top = open.at(-1);
    if (token === TOKEN.beginNode) {
      const made: FdtNode = { name: text(at), props: new Map(), children: [] };
      at += (made.name.length + 4) & ~3;
      if (top) top.children.push(made);
      else if (root) throw bad('it has two root nodes');
      else root = made;
      if (open.push(made) > MAX_DEPTH) throw bad(`nodes are nested deeper than ${MAX_DEPTH}`);
    } else if (token === TOKEN.endNode) {
      if (!open.pop()) throw bad('a node ends that never began');
    } else if (token === TOKEN.prop) {
      if (at + 8 > total) throw bad('a property is cut off');
      const length = view.getUint32(at);
      const name = text(stringsAt + view.getUint32(at + 4));
      if (!top) throw bad(`property ${name} stands outside any node`);
      if (at + 8 + length > total) throw bad(`property ${name} is cut off`);
      top.props.set(name, bytes.slice(at + 8, at + 8 + length));
      at += 8 + ((length + 3) & ~3);
    } else if (token === TOKEN.end) {
      break;
    } else if (token !== TOKEN.nop) {
      throw bad(`unknown token ${token} at ${at - 4}`);
    }
  }
  if (!root || open.length > 0) throw bad('a node is not closed');
  return { root, reserved, bootCpu: header(HEADER.bootCpu) };
}
