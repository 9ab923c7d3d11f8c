export { buildFdt } from './build.ts';
export { deviceNode, type NodeDevice } from './device-nodes.ts';
export { editFdt } from './edit.ts';
export { TREES } from './generate.ts';
export { parseFdt } from './parse.ts';
export type { PciBus } from './pci-node.ts';
export {
  type Fdt,
  type FdtNode,
  find,
  node,
  propCells,
  propText,
} from './tree.ts';
