import { type E1000Device, EEPROM_WORDS, macBytes } from './e1000-map.ts';

/** Sum of all words of an EEPROM. */
const EEPROM_SUM = 0xbaba;
const CHECKSUM_AT = 63;

/** Contents by word: address, identity, checksum. @see the manual, 5.6 */
function eeprom(dev: E1000Device): Uint16Array {
  const words = new Uint16Array(EEPROM_WORDS);
  const mac = macBytes(dev);
  for (let i = 0; i < 3; i++) words[i] = (mac[2 * i] ?? 0) | ((mac[2 * i + 1] ?? 0) << 8);
  words[0x0a] = 0x4408;
  words[0x0b] = 0x1100;
  words[0x0c] = 0x1af4;
  words[0x0d] = 0x100e;
  words[0x0e] = 0x8086;
  words[0x0f] = 0x3040;
  words[CHECKSUM_AT] = EEPROM_SUM - words.reduce((sum, word) => sum + word, 0);
  return words;
}

const EERD = { START: 1, DONE: 0x10 } as const;

export function readEeprom(dev: E1000Device, value: number): void {
  const address = (value >>> 8) & 0xff;
  const word = address < EEPROM_WORDS ? (eeprom(dev)[address] ?? 0) : 0;
  dev.state.eerd = (value & EERD.START) === 0 ? value : ((word << 16) | (address << 8) | EERD.DONE) >>> 0;
}

/** Pins of EECD: clock, chip select, data to the EEPROM, data from it; then its request and what answers. */
const EECD = { SK: 0x01, CS: 0x02, DI: 0x04, DO: 0x08, REQUEST: 0x40, GRANT: 0x80, PRESENT: 0x100 } as const;
/** What is kept of a write: pins that software drives, flash control, request. */
const EECD_WRITABLE = 0x77;
/** A command: start bit, operation (2 bits), address (6 bits, as EECD's size bit 9 reads 0). */
const COMMAND_BITS = 9;
const READ = 0b110;
const ADDRESS_BITS = COMMAND_BITS - 3;
const WORD_BITS = 16;

/**
 * The EEPROM's serial interface (Microwire): a bit goes in at each rising edge of the clock, and after a READ one comes out, a zero
 * first, then the word from its highest bit, then the next word. What it says of other commands is "ready"; nothing is written.
 * @see the manual, 5.6; Microchip 93C46B, 2
 */
export function driveEeprom({ state }: E1000Device, value: number): void {
  const before = state.eecd;
  state.eecd = value & EECD_WRITABLE;
  if ((value & EECD.CS) === 0 || (before & EECD.CS) === 0) {
    state.eepromCommand = 0;
    state.eepromShifted = 0;
    return;
  }
  if ((value & ~before & EECD.SK) === 0) return;
  if (isCommand(state.eepromCommand)) state.eepromShifted += 1;
  // Zeros before the start bit change nothing.
  else state.eepromCommand = (state.eepromCommand << 1) | ((value & EECD.DI) === 0 ? 0 : 1);
}

export function readEecd(dev: E1000Device): number {
  const { eecd } = dev.state;
  const grant = (eecd & EECD.REQUEST) === 0 ? 0 : EECD.GRANT;
  return eecd | EECD.PRESENT | grant | (dataOut(dev) ? EECD.DO : 0);
}

const isCommand = (shifted: number): boolean => shifted >= 2 ** (COMMAND_BITS - 1);

/** Level of DO; a resistor pulls it up while nobody drives it. */
function dataOut(dev: E1000Device): boolean {
  const { eepromCommand, eepromShifted } = dev.state;
  if (!isCommand(eepromCommand) || eepromCommand >>> ADDRESS_BITS !== READ) return true;
  if (eepromShifted === 0) return false;
  const bit = eepromShifted - 1;
  const address = (eepromCommand + Math.trunc(bit / WORD_BITS)) % EEPROM_WORDS;
  return (((eeprom(dev)[address] ?? 0) >>> (WORD_BITS - 1 - (bit % WORD_BITS))) & 1) !== 0;
}
