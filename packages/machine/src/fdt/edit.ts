import { addPanel } from './panel.ts';
import {
  asCells,
  child,
  ensureChild,
  type Fdt,
  type FdtNode,
  node,
  propCells,
  propText,
  setProp,
  walk,
} from './tree.ts';

/** What a boot puts into a board's tree. Sizes and addresses are guest physical bytes. */
export interface FdtEdits {
  /** Number of cores that exist; CPU nodes beyond are removed with all that refers to them. */
  readonly cpus: number;
  /** RAM that the kernel may use. */
  readonly memory: readonly { readonly at: number; readonly size: number }[];
  readonly bootargs: string;
  readonly initrd?: { readonly start: number; readonly end: number };
  /** Nodes for devices that the tree lacks, appended to the root. */
  readonly add?: readonly FdtNode[];
  /** Address of the display controller that a panel is to be connected to. */
  readonly panelAt?: number;
}

/** Apply what the boot decides to a tree, in place. */
export function editFdt(fdt: Fdt, edits: FdtEdits): void {
  cutCpus(fdt.root, edits.cpus);
  setMemory(fdt.root, edits.memory);
  setChosen(fdt.root, edits);
  fdt.root.children.push(...(edits.add ?? []));
  if (edits.panelAt !== undefined) addPanel(fdt.root, edits.panelAt);
}

/**
 * Remove the CPU nodes with index >= count, the interrupt affinities that name them, and the entries of `cpu-map`.
 * A kernel waits a second for each core that is listed and does not exist.
 */
export function cutCpus(root: FdtNode, count: number): void {
  const cpus = child(root, 'cpus');
  if (!cpus) return;
  const all = cpus.children.filter((c) => propText(c, 'device_type') === 'cpu' || c.name.startsWith('cpu@'));
  const gone = all.slice(count);
  if (gone.length === 0) return;
  const handles = new Set(gone.flatMap((c) => [...propCells(c, 'phandle'), ...propCells(c, 'linux,phandle')]));
  cpus.children.splice(
    0,
    cpus.children.length,
    ...cpus.children.filter((c) => !gone.includes(c) && c.name !== 'cpu-map'),
  );
  walk(root, (at) => {
    const affinity = propCells(at, 'interrupt-affinity');
    if (!affinity.some((handle) => handles.has(handle))) return;
    const kept = affinity.filter((handle) => !handles.has(handle));
    setProp(at, 'interrupt-affinity', kept);
    const each = propCells(at, 'interrupts').length / affinity.length;
    setProp(at, 'interrupts', propCells(at, 'interrupts').slice(0, kept.length * each));
  });
}

/** Replace the memory nodes. */
export function setMemory(root: FdtNode, memory: FdtEdits['memory']): void {
  const addressCells = propCells(root, '#address-cells')[0] ?? 2;
  const sizeCells = propCells(root, '#size-cells')[0] ?? 1;
  const kept = root.children.filter((c) => propText(c, 'device_type') !== 'memory' && c.name !== 'memory');
  const made = memory.map(({ at, size }) =>
    node(`memory@${at.toString(16)}`, {
      device_type: 'memory',
      reg: [...asCells(at, addressCells), ...asCells(size, sizeCells)],
    }),
  );
  root.children.splice(0, root.children.length, ...kept, ...made);
}

function setChosen(root: FdtNode, edits: FdtEdits): void {
  const chosen = ensureChild(root, 'chosen');
  setProp(chosen, 'bootargs', edits.bootargs);
  if (!edits.initrd) return;
  setProp(chosen, 'linux,initrd-start', edits.initrd.start);
  setProp(chosen, 'linux,initrd-end', edits.initrd.end);
}
