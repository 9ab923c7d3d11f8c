import { LAN9118, type Lan9118 } from './lan9118-map.ts';

/** Registers of the MAC by number (5.4). */
export const MAC = { CR: 1, ADDRH: 2, ADDRL: 3, HASHH: 4, HASHL: 5, MII_ACC: 6, MII_DATA: 7 } as const;
const MAC_CR = { RXEN: 1 << 2, TXEN: 1 << 3, HPFILT: 1 << 13, HO: 1 << 15, PRMS: 1 << 18, MCPAS: 1 << 19 } as const;

/** Registers of the PHY (5.5; IEEE 802.3, 22.2.4). */
const PHY = {
  BMCR: 0,
  BMSR: 1,
  ID1: 2,
  ID2: 3,
  ADVERTISE: 4,
  PARTNER: 5,
  EXPANSION: 6,
  MODE: 17,
  SOURCE: 29,
  MASK: 30,
  SPECIAL: 31,
} as const;
const BMCR_RESET = 0x8000;
const BMCR_LOOPBACK = 0x4000;
/** 100 and 10 Mbit, both duplexes, link up, negotiation complete. */
const BMSR_UP = 0x782d;
const FULL_100 = 0x01e1;
const SPECIAL_FULL_100 = 0x1018;
const PHY_ADDRESS = 1;

const BUSY = 0x8000_0000;
const READ = 0x4000_0000;

export const isReceiving = (dev: Lan9118) => ((dev.state.mac[MAC.CR] ?? 0) & MAC_CR.RXEN) !== 0;
export const isLoopback = (dev: Lan9118) => ((dev.state.phy[PHY.BMCR] ?? 0) & BMCR_LOOPBACK) !== 0;

/** MAC and PHY after a reset: address from the EEPROM, link up at 100 Mbit. */
export function resetMac(dev: Lan9118): void {
  const { mac } = dev.state;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = dev.options.mac
    .split(':')
    .map((part) => Number.parseInt(part, 16) & 0xff);
  mac.fill(0);
  mac[MAC.CR] = 0x0004_0000;
  mac[MAC.ADDRL] = a | (b << 8) | (c << 16) | (d << 24);
  mac[MAC.ADDRH] = e | (f << 8);
  resetPhy(dev);
}

function resetPhy(dev: Lan9118): void {
  const { phy } = dev.state;
  phy.fill(0);
  phy[PHY.BMCR] = 0x3000;
  phy[PHY.BMSR] = BMSR_UP;
  phy[PHY.ID1] = 0x0007;
  phy[PHY.ID2] = 0xc0d1;
  phy[PHY.ADVERTISE] = FULL_100;
  phy[PHY.PARTNER] = FULL_100 | 0x4000;
  phy[PHY.EXPANSION] = 1;
  phy[PHY.SPECIAL] = SPECIAL_FULL_100;
}

/** MAC_CSR_CMD: done at once, so busy never reads as 1. */
export function macCommand(dev: Lan9118, value: number): void {
  const { state } = dev;
  state.macCommand = value & ~BUSY;
  if ((value & BUSY) === 0) return;
  const register = value & 15;
  if ((value & READ) !== 0) state.MAC_CSR_DATA = state.mac[register] ?? 0;
  else {
    const wasReceiving = isReceiving(dev);
    state.mac[register] = state.MAC_CSR_DATA;
    // The receiver stops at once, and says so: Linux waits for it before it changes the address filter.
    if (wasReceiving && !isReceiving(dev)) state.interrupts |= LAN9118.bits.INT_STS.RXSTOP;
    if (register === MAC.MII_ACC) phyAccess(dev, state.MAC_CSR_DATA);
  }
}

/** MII_ACC: PHY address in bits 15-11, register in 10-6, write in 1, busy in 0. */
function phyAccess(dev: Lan9118, value: number): void {
  const { mac, phy } = dev.state;
  const register = (value >>> 6) & 31;
  const isOurs = ((value >>> 11) & 31) === PHY_ADDRESS;
  mac[MAC.MII_ACC] = value & ~1;
  if ((value & 2) === 0) mac[MAC.MII_DATA] = isOurs ? (phy[register] ?? 0) : 0xffff;
  else if (isOurs) writePhy(dev, register, (mac[MAC.MII_DATA] ?? 0) & 0xffff);
}

function writePhy(dev: Lan9118, register: number, value: number): void {
  if (register === PHY.BMCR && (value & BMCR_RESET) !== 0) resetPhy(dev);
  // Restart of negotiation (bit 9) completes at once.
  else if (register === PHY.BMCR) dev.state.phy[PHY.BMCR] = value & ~0x200;
  else if (register === PHY.ADVERTISE || register === PHY.MASK || register === PHY.MODE)
    dev.state.phy[register] = value;
}

/** Whether the address filter lets a frame through (3.2): promiscuous, own address, broadcast, multicast by hash or all. */
export function isWanted(dev: Lan9118, frame: Uint8Array): boolean {
  const { mac } = dev.state;
  const control = mac[MAC.CR] ?? 0;
  if ((control & MAC_CR.PRMS) !== 0 || frame.subarray(0, 6).every((byte) => byte === 0xff)) return true;
  if (((frame[0] ?? 0) & 1) !== 0 && (control & MAC_CR.MCPAS) !== 0) return true;
  const isMulticast = ((frame[0] ?? 0) & 1) !== 0;
  if ((isMulticast && (control & MAC_CR.HPFILT) !== 0) || (control & MAC_CR.HO) !== 0) return inHash(dev, frame);
  const low = (frame[0] ?? 0) | ((frame[1] ?? 0) << 8) | ((frame[2] ?? 0) << 16) | ((frame[3] ?? 0) << 24);
  const high = (frame[4] ?? 0) | ((frame[5] ?? 0) << 8);
  return low >>> 0 === mac[MAC.ADDRL] && high === ((mac[MAC.ADDRH] ?? 0) & 0xffff);
}

/** The upper six bits of the CRC of the address choose a bit of the table. */
function inHash(dev: Lan9118, frame: Uint8Array): boolean {
  let crc = 0xffff_ffff;
  for (const byte of frame.subarray(0, 6)) {
    for (let i = 0; i < 8; i++) {
      const carry = ((crc >>> 31) ^ (byte >>> i)) & 1;
      crc = (crc << 1) ^ (carry === 1 ? 0x04c1_1db7 : 0);
    }
  }
  const index = crc >>> 26;
  const table = dev.state.mac[index >= 32 ? MAC.HASHH : MAC.HASHL] ?? 0;
  return ((table >>> (index & 31)) & 1) !== 0;
}
