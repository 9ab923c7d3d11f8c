import { type FdtNode, node, propCells, propText, setProp, walk } from './tree.ts';

/** 800 x 600 at 60 Hz (VESA DMT): the largest mode for which the memory bandwidth that boards' trees name allows 16 bits a pixel. */
const TIMING = {
  'clock-frequency': 40_000_000,
  hactive: 800,
  'hfront-porch': 40,
  'hsync-len': 128,
  'hback-porch': 88,
  vactive: 600,
  'vfront-porch': 1,
  'vsync-len': 4,
  'vback-porch': 23,
} as const;

/**
 * Put a panel at the end of a display controller's cable, in place of what the tree has there: on vexpress boards a DVI transmitter, which
 * would learn the monitor's modes over a bus of its own, and which Linux's framebuffer driver for these controllers does not know.
 * @param at  address of the controller; a tree without it, or with a panel already, stays as it is
 * @see Linux, Documentation/devicetree/bindings/display: arm,pl11x, panel-dpi
 */
export function addPanel(root: FdtNode, at: number): void {
  const nodes: FdtNode[] = [];
  walk(root, (n) => void nodes.push(n));
  const display = nodes.find(
    (n) => n.name.endsWith(`@${at.toString(16)}`) && /\barm,pl11[01]\0/.test(`${propText(n, 'compatible')}\0`),
  );
  const output = display?.children.find((c) => c.name === 'port')?.children[0];
  const [own] = output ? propCells(output, 'phandle') : [];
  if (output === undefined || own === undefined || nodes.some((n) => n.name === 'panel')) return;
  const input = Math.max(...nodes.flatMap((n) => propCells(n, 'phandle'))) + 1;
  setProp(output, 'remote-endpoint', input);
  const endpoint = node('endpoint', { 'remote-endpoint': own, phandle: input });
  root.children.push(
    node('panel', { compatible: 'panel-dpi' }, [node('panel-timing', TIMING), node('port', {}, [endpoint])]),
  );
}
