import { CAUSE, type E1000Device, PHY_REGISTERS } from './e1000-map.ts';

/** Registers of the PHY (M88E1000) at power on: gigabit, full duplex, link up, negotiation complete. */
const PHY_AT_RESET: Readonly<Record<number, number>> = {
  0: 0x1140,
  1: 0x796d,
  2: 0x0141,
  3: 0x0c20,
  4: 0x0de1,
  5: 0x45e1,
  6: 0x0001,
  9: 0x0e00,
  10: 0x3c00,
  15: 0x3000,
  16: 0x0360,
  17: 0xac08,
  20: 0x0d60,
};
/** Control bits that clear themselves: reset, restart negotiation. */
const SELF_CLEARING = 0x8200;
const READ_ONLY: readonly number[] = [1, 2, 3, 5, 6, 10, 15, 17];

export function resetPhy({ state }: E1000Device): void {
  state.phy.fill(0);
  for (const [register, value] of Object.entries(PHY_AT_RESET)) state.phy[Number(register)] = value;
}

const MDIC = { WRITE: 1 << 26, READ: 2 << 26, READY: 1 << 28, INTERRUPT: 1 << 29, ERROR: 1 << 30 } as const;
const PHY_ADDRESS = 1;

/** One access to the PHY; it is over at once. @returns interrupt causes */
export function accessPhy({ state }: E1000Device, value: number): number {
  const register = (value >>> 16) & (PHY_REGISTERS - 1);
  let result = value & ~(MDIC.READY | MDIC.ERROR | 0xffff);
  if (((value >>> 21) & 31) !== PHY_ADDRESS) result |= MDIC.ERROR;
  else if ((value & MDIC.READ) !== 0) result |= state.phy[register] ?? 0;
  else {
    result |= value & 0xffff;
    if ((value & MDIC.WRITE) !== 0 && !READ_ONLY.includes(register)) {
      state.phy[register] = register === 0 ? value & 0xffff & ~SELF_CLEARING : value & 0xffff;
    }
  }
  state.mdic = (result | MDIC.READY) >>> 0;
  return (value & MDIC.INTERRUPT) === 0 ? 0 : CAUSE.MDIO;
}
