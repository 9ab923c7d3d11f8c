export { buildFdt } from './build.ts';
export { deviceNode, type NodeDevice } from './device-nodes.ts';
export { cutCpus, editFdt, type FdtEdits, setMemory } from './edit.ts';
export { TREES, type TreeInput } from './generate.ts';
export { parseFdt } from './parse.ts';
export {
  asCells,
  cells,
  child,
  type Fdt,
  type FdtNode,
  find,
  node,
  type PropValue,
  propCells,
  propText,
  setProp,
  walk,
} from './tree.ts';
