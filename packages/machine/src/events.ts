import type { MachineStop } from './debug-points.ts';

/** Life of a machine as its users see it. `off` has a code: what the guest asked for, 0 for a power-off. */
export type MachineState = 'built' | 'running' | 'paused' | 'off' | 'crashed';

/** What a machine tells its users, by name of the event. */
export interface MachineEvents {
  /** Bytes that the guest sent to a serial port; `console` is the device's output, as `uart0.tx`. */
  console: { readonly console: string; readonly bytes: Uint8Array };
  state: { readonly state: MachineState; readonly code: number };
  /** A breakpoint or watchpoint paused the machine: the core stands before the instruction. `state` was told before. */
  stopped: MachineStop;
  /** Lines of the trace categories that are on. */
  trace: { readonly text: string };
  /** The emulator failed: what happened, for a person. The machine has ended. */
  crash: { readonly report: string };
}

type Listener<T> = (event: T) => void;

/** Listeners by event. */
export class Emitter<E> {
  private readonly listeners = new Map<keyof E, Set<Listener<never>>>();

  /** @returns a function that removes the listener */
  on<K extends keyof E>(event: K, listener: Listener<E[K]>): () => void {
    const set = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, set);
    set.add(listener as Listener<never>);
    return () => void set.delete(listener as Listener<never>);
  }

  emit<K extends keyof E>(event: K, value: E[K]): void {
    for (const listener of this.listeners.get(event) ?? []) (listener as Listener<E[K]>)(value);
  }
}
