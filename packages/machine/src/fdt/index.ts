export { buildFdt } from './build.ts';
export { deviceNode, type NodeDevice, type PciBus } from './device-nodes.ts';
export { editFdt } from './edit.ts';
export { TREES } from './generate.ts';
export { parseFdt } from './parse.ts';
export {
  type Fdt,
  type FdtNode,
  find,
  node,
  propCells,
  propText,
} from './tree.ts';
