import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of code that a WebAssembly function runs before V8 optimises it. V8's own 13,000,000 leaves guest loops in baseline code for
 * seconds: measured in the guest, an integer loop of 4 s took 0.9 s with this value, a boot the same within the noise.
 */
const TIERING_BUDGET = 1_000_000;

/** Flags of V8 for machines, the same in every call. Before the first thread starts: V8 takes compiled code that was kept only under equal flags. */
export function setV8Flags(): void {
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
  // What runs at a boot only would else be gone when a program keeps its compiled code at the end.
  setFlagsFromString('--no-flush-bytecode');
}
