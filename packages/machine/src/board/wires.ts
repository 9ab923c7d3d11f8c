/** One end of a wire as board files name it. `index` is `*` for all elements in order; undefined where none was written. */
export interface PinName {
  readonly owner: string;
  readonly pin: string;
  /** Index after the owner (the core of a cluster) and after the pin (element of a pin array). */
  readonly ownerIndex: number | '*' | undefined;
  readonly pinIndex: number | '*' | undefined;
}

const INDEX = String.raw`(?:\[(\d+|\*)\])?`;
const TARGET = new RegExp(`^([a-z][a-z0-9_-]*)${INDEX}\\.([a-z][a-z0-9_]*)${INDEX}$`, 'i');
const OUTPUT = new RegExp(`^([a-z][a-z0-9_]*)${INDEX}$`, 'i');

const index = (text: string | undefined): number | '*' | undefined =>
  text === undefined || text === '*' ? text : Number(text);

/** Parse `gic.spi[5]`, `cpu[0].irq` or `cpu[*].irq`. @returns undefined when the text is none */
export function parseTarget(text: string): PinName | undefined {
  const match = TARGET.exec(text);
  return match
    ? { owner: match[1]!, ownerIndex: index(match[2]), pin: match[3]!, pinIndex: index(match[4]) }
    : undefined;
}

/** Parse the output side: `irq`, `irq[2]` or `irq[*]`. @returns undefined when the text is none */
export function parseOutput(text: string): { pin: string; index: number | '*' | undefined } | undefined {
  const match = OUTPUT.exec(text);
  return match ? { pin: match[1]!, index: index(match[2]) } : undefined;
}

/** A wire between single pins. */
export interface Wire {
  readonly from: { readonly device: string; readonly pin: string; readonly index: number };
  readonly to:
    | { readonly kind: 'device'; readonly device: string; readonly pin: string; readonly index: number }
    | { readonly kind: 'core'; readonly cluster: string; readonly core: number; readonly line: string };
}

/**
 * The single wires that one line of a board file means. With `*` on the output, element i goes to core or element i of
 * the target, as many as both have.
 * @param clusterCores  cores of the target when it is a cluster, else undefined
 * @param outputs  elements of the output pin
 * @param inputs   elements of the input pin when the target is a device
 */
export function expandWire(
  device: string,
  output: { pin: string; index: number | '*' | undefined },
  target: PinName,
  clusterCores: number | undefined,
  outputs: number,
  inputs: number,
): Wire[] {
  const many = output.index === '*' || target.ownerIndex === '*' || target.pinIndex === '*';
  const limit = clusterCores ?? inputs;
  const count = many ? Math.min(outputs, limit) : 1;
  const first = (i: number | '*' | undefined, k: number): number => (i === '*' ? k : (i ?? 0));
  return Array.from({ length: count }, (_, k) => ({
    from: {
      device,
      pin: output.pin,
      index: output.index === '*' || many ? first(output.index ?? '*', k) : (output.index ?? 0),
    },
    to:
      clusterCores === undefined
        ? { kind: 'device', device: target.owner, pin: target.pin, index: first(target.pinIndex, k) }
        : { kind: 'core', cluster: target.owner, core: first(target.ownerIndex, k), line: target.pin },
  }));
}
