/** What can be wrong with a description of devices. The guest's own errors are traced, never thrown. */
export const ERRORS = {
  DEVICE_TYPE: (d: { device: string; type: string; known: readonly string[] }) =>
    `${d.device}: no device type "${d.type}"; known: ${d.known.join(', ')}`,
  DEVICE_NAME: (d: { device: string }) => `two devices are named "${d.device}"`,
  DEVICE_UNKNOWN: (d: { device: string; known: readonly string[] }) =>
    `no device "${d.device}"; known: ${d.known.join(', ')}`,
  OPTION_UNKNOWN: (d: { device: string; option: string; known: readonly string[] }) =>
    `${d.device}: no option "${d.option}"; known: ${d.known.join(', ') || 'none'}`,
  OPTION_VALUE: (d: { device: string; option: string; want: string; have: unknown }) =>
    `${d.device}: option "${d.option}" must be ${d.want}, not ${JSON.stringify(d.have)}`,
  WIRE_SYNTAX: (d: { wire: string }) => `"${d.wire}" is not a pin; write device.pin or device.pin[3]`,
  PIN_UNKNOWN: (d: { wire: string; known: readonly string[] }) =>
    `no pin "${d.wire}"; the device has: ${d.known.join(', ') || 'none'}`,
  PIN_INDEX: (d: { wire: string; count: number }) => `"${d.wire}": the pin's index must be below ${d.count}`,
  WINDOW_UNKNOWN: (d: { device: string; window: string; known: readonly string[] }) =>
    `${d.device}: no window "${d.window}"; known: ${d.known.join(', ')}`,
  BACKEND_SIZE: (d: { device: string; why: string }) => `${d.device}: ${d.why}`,
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** An error in what the host gave: a board file, an image. `code` is for programs, `message` for people. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Make the error `code` with its details; the caller throws it. */
export function fail<C extends ErrorCode>(code: C, details: Parameters<(typeof ERRORS)[C]>[0]): DeviceError {
  const text = ERRORS[code] as (d: Parameters<(typeof ERRORS)[C]>[0]) => string;
  return new DeviceError(code, text(details));
}

/** @throws Error when one of our own invariants is broken */
export function assert(cond: unknown, what: string): asserts cond {
  if (!cond) throw new Error(`devices: ${what}`);
}
