import { createRequire } from 'node:module';

/** The part of capstone's interface that is used here. */
interface CapstoneInstruction {
  readonly address: number | bigint;
  readonly size: number;
  readonly mnemonic: string;
}
interface CapstoneModule {
  readonly ARCH_X86: number;
  readonly MODE_64: number;
  readonly Capstone: new (
    arch: number,
    mode: number,
  ) => { disasm(bytes: Uint8Array, address: number): CapstoneInstruction[]; close(): void };
}

export interface Capstone {
  /** Disassemble linearly from offset 0 and call `visit` for every instruction. Stops at the first that it does not know. */
  each(bytes: Uint8Array, visit: (offset: number, length: number, mnemonic: string) => void): void;
}

/** capstone-js loads its WebAssembly asynchronously. */
export async function loadCapstone(): Promise<Capstone> {
  const create = createRequire(import.meta.url)('@alexaltea/capstone-js') as () => Promise<CapstoneModule>;
  const module = await create();
  const handle = new module.Capstone(module.ARCH_X86, module.MODE_64);
  return {
    each(bytes, visit) {
      for (const { address, size, mnemonic } of handle.disasm(bytes, 0)) visit(Number(address), size, mnemonic);
    },
  };
}
