import type { Catalog } from './catalog.ts';
import type { BoardPath, Problems } from './problems.ts';
import type { Lost } from './repair.ts';
import type { Board, BoardDevice } from './schema.ts';
import { maxCores } from './views.ts';
import { expandWire, type PinName, parseOutput, parseTarget, type Wire } from './wires.ts';

const list = (names: Iterable<string>): string => [...names].sort().join(', ') || 'none';

/** Every wire joins pins that exist, and no input is wired twice unless it may be shared. */
export function checkWires(board: Board, catalog: Catalog, problems: Problems, lost: Lost): void {
  const driven = new Map<string, string>();
  for (const [i, device] of board.devices.entries()) {
    const type = catalog.devices[device.type];
    if (!type) continue;
    for (const [key, targets] of Object.entries(device.wires)) {
      const path: BoardPath = ['devices', i, 'wires', key];
      const output = parseOutput(key);
      const pin = output && type.parts.irqs?.[output.pin];
      if (!output || !pin) {
        problems.add(
          path,
          `${device.type} has no output "${key}"; it has: ${list(Object.keys(type.parts.irqs ?? {}))}`,
        );
        continue;
      }
      if (typeof output.index === 'number' && output.index >= (pin.count ?? 1)) {
        problems.add(path, `output ${output.pin} of ${device.type} has ${pin.count ?? 1} elements; use a lower index`);
        continue;
      }
      for (const text of typeof targets === 'string' ? [targets] : targets) {
        const target = parseTarget(text);
        if (!target) {
          problems.add(
            path,
            `"${text}" is no pin; write device.input, device.input[3], cluster[0].line or cluster[*].line`,
          );
          continue;
        }
        if (lost.has(target.owner)) continue;
        const ends = targetSize(board, catalog, target, text, path, problems);
        if (!ends) continue;
        for (const wire of expandWire(device.name, output, target, ends.cores, pin.count ?? 1, ends.inputs)) {
          const input = inputName(wire);
          const other = driven.get(input);
          if (other && !ends.shared)
            problems.add(path, `${input} is wired already, to ${other}; use an input of its own`);
          driven.set(input, `${device.name}.${key}`);
        }
      }
    }
  }
}

const inputName = ({ to }: Wire): string =>
  to.kind === 'core' ? `${to.cluster}[${to.core}].${to.line}` : `${to.device}.${to.pin}[${to.index}]`;

function targetSize(
  board: Board,
  catalog: Catalog,
  target: PinName,
  text: string,
  path: BoardPath,
  problems: Problems,
): { cores: number | undefined; inputs: number; shared: boolean } | undefined {
  const cluster = board.clusters.find((c) => c.name === target.owner);
  if (cluster) {
    const lines = catalog.architectures[cluster.arch]?.lines;
    if (!lines) return undefined;
    if (!lines.includes(target.pin)) {
      problems.add(path, `"${text}": a core of ${cluster.name} has no line "${target.pin}"; it has: ${list(lines)}`);
      return undefined;
    }
    if (target.ownerIndex === undefined) {
      problems.add(
        path,
        `"${text}" names no core; write ${cluster.name}[0].${target.pin} or ${cluster.name}[*].${target.pin}`,
      );
      return undefined;
    }
    const cores = maxCores(cluster.cores);
    if (target.ownerIndex !== '*' && target.ownerIndex >= cores) {
      problems.add(path, `"${text}": ${cluster.name} has at most ${cores} cores; use a lower index`);
      return undefined;
    }
    return { cores, inputs: 1, shared: false };
  }
  const device: BoardDevice | undefined = board.devices.find((d) => d.name === target.owner);
  if (!device) {
    const known = list([...board.devices, ...board.clusters].map((d) => d.name));
    problems.add(path, `"${text}" leads to nothing: no device or cluster "${target.owner}"; the board has: ${known}`);
    return undefined;
  }
  const type = catalog.devices[device.type];
  if (!type) return undefined;
  const input = type.parts.inputs?.[target.pin];
  if (!input) {
    problems.add(
      path,
      `"${text}": ${device.type} has no input "${target.pin}"; it has: ${list(Object.keys(type.parts.inputs ?? {}))}`,
    );
    return undefined;
  }
  const inputs = input.count ?? 1;
  if (typeof target.pinIndex === 'number' && target.pinIndex >= inputs) {
    problems.add(path, `"${text}": ${target.pin} has ${inputs} elements; use a lower index`);
    return undefined;
  }
  return { cores: undefined, inputs, shared: input.shared === true };
}
