import { fail } from '../errors.ts';

/** One option of a device type, as data: board files are checked against it and documentation is made of it. */
export type OptionSpec =
  | {
      readonly type: 'int';
      readonly default: number;
      readonly min?: number;
      readonly max?: number;
      readonly doc: string;
    }
  | { readonly type: 'bool'; readonly default: boolean; readonly doc: string }
  | { readonly type: 'string'; readonly default: string; readonly oneOf?: readonly string[]; readonly doc: string }
  | { readonly type: 'ints'; readonly default: readonly number[]; readonly doc: string };

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

interface ValueOf {
  int: number;
  bool: boolean;
  string: string;
  ints: readonly number[];
}

/** The values that a schema allows, all present. */
export type OptionValues<O extends OptionSpecs> = { readonly [K in keyof O]: ValueOf[O[K]['type']] };

/**
 * Check what a board file gave against the schema and fill in defaults.
 * @throws DeviceError OPTION_UNKNOWN or OPTION_VALUE, which names the device and what would be right
 */
export function checkOptions(
  device: string,
  specs: OptionSpecs,
  given: Readonly<Record<string, unknown>>,
): OptionValues<OptionSpecs> {
  const values: Record<string, number | boolean | string | readonly number[]> = {};
  for (const option of Object.keys(given)) {
    if (!(option in specs)) throw fail('OPTION_UNKNOWN', { device, option, known: Object.keys(specs) });
  }
  for (const [option, spec] of Object.entries(specs)) {
    const have = given[option] ?? spec.default;
    const want = whatIsWanted(spec, have);
    if (want !== undefined) throw fail('OPTION_VALUE', { device, option, want, have });
    values[option] = have as string;
  }
  return values;
}

/** @returns undefined when the value is right, else what it should be */
function whatIsWanted(spec: OptionSpec, have: unknown): string | undefined {
  switch (spec.type) {
    case 'int': {
      const min = spec.min ?? 0;
      const max = spec.max ?? 0xffff_ffff;
      const ok = Number.isInteger(have) && (have as number) >= min && (have as number) <= max;
      return ok ? undefined : `an integer from ${min} to ${max}`;
    }
    case 'bool':
      return typeof have === 'boolean' ? undefined : 'true or false';
    case 'string': {
      const ok = typeof have === 'string' && (spec.oneOf === undefined || spec.oneOf.includes(have));
      return ok ? undefined : spec.oneOf === undefined ? 'a string' : `one of ${spec.oneOf.join(', ')}`;
    }
    case 'ints':
      return Array.isArray(have) && have.every(Number.isInteger) ? undefined : 'a list of integers';
  }
}
