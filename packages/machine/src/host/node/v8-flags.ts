import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of code that a WebAssembly function runs before V8 optimises it. V8's own leaves guest loops in baseline code for seconds: measured
 * in the guest, an integer loop of 4 s took 0.9 s with this value, a boot the same within the noise.
 */
const TIERING_BUDGET = 1_000_000;

/** V8's own. */
const DEFAULT_TIERING_BUDGET = 13_000_000;

/**
 * Flags of V8 for machines, the same in every call: before WebAssembly is compiled. V8 takes compiled code that was kept only under equal
 * flags, and so does Node with what it brings along of its own modules: a thread that starts afterwards takes 50 ms longer.
 */
export function setV8Flags(): void {
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
  // Regions are compiled by the thread that makes them, not at their first call by a core's.
  setFlagsFromString('--no-wasm-lazy-compilation');
  // What runs at a boot only would else be gone when a program keeps its compiled code at the end.
  setFlagsFromString('--no-flush-bytecode');
}

/** Call `act` while V8 has the flags that it starts with. */
export function underFirstFlags(act: () => void): void {
  setFlagsFromString(`--wasm-tiering-budget=${DEFAULT_TIERING_BUDGET}`);
  setFlagsFromString('--wasm-lazy-compilation');
  setFlagsFromString('--flush-bytecode');
  act();
  setV8Flags();
}
