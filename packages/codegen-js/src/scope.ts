import { BLOCK, CORE, EXIT, type ExecutorHost, JUMP } from '@tutti/ir';
import { floatLibrary } from './library/float.ts';
import { integerLibrary } from './library/integer.ts';
import { memoryLibrary } from './library/memory.ts';
import { vectorLibrary } from './library/vector.ts';

/**
 * The names that generated text may use. `I`, `F`, `D` are the whole memory as words, singles and doubles; `H[0]` receives high
 * words; `L`, `M`, `V128` are the libraries and `VI` the immediates of the next vector operation. Capitalised constants are word
 * offsets from a core's state or a block's header, or reasons.
 */
export function createScope(host: ExecutorHost) {
  const { buffer } = host.memory;
  const { area, shape } = host.target;
  const H = new Int32Array(1);
  const floats = floatLibrary(H);
  const words = new Int32Array(buffer);
  const vectors = vectorLibrary(words, H, floats);
  return {
    I: words,
    F: new Float32Array(buffer),
    D: new Float64Array(buffer),
    H,
    L: { ...integerLibrary(H), ...floats },
    M: memoryLibrary(host, H),
    V128: vectors.operations,
    VI: vectors.imm,
    slow: host.slow,
    helpers: host.helpers,
    /** Whether each helper may exit. */
    MAY_EXIT: shape.helpers.map((h) => h.mayExit),
    WIDE: shape.address === 'i64',
    HOT: host.target.hotThreshold > 0,
    PC: CORE.at.pc >> 2,
    PC_HI: CORE.at.pcHi >> 2,
    MODE: CORE.at.mode >> 2,
    BUDGET: CORE.at.budget >> 2,
    SIGNAL: CORE.at.signal >> 2,
    EXIT_ARG: CORE.at.exitArg >> 2,
    EXIT_LINK: CORE.at.exitLink >> 2,
    EXCLUSIVE_HOST: CORE.at.exclusiveHost >> 2,
    SLOW_RESULT: CORE.at.slowResult >> 2,
    SLOW_VALUE: CORE.at.slowValue >> 2,
    LIVE: BLOCK.at.live >> 2,
    COUNTER: BLOCK.at.counter >> 2,
    INSNS: BLOCK.at.insns >> 2,
    BLOCK_PC: BLOCK.at.pc >> 2,
    BLOCK_PC_HI: BLOCK.at.pcHi >> 2,
    RECORDS: BLOCK.size >> 2,
    JUMPS: area.jumpCache >> 2,
    JUMP_WORDS: JUMP.size >> 2,
    JUMP_MASK: area.jumpEntries - 1,
    PC_SHIFT: shape.pcShift,
    JUMP_PC: JUMP.at.pc >> 2,
    JUMP_PC_HI: JUMP.at.pcHi >> 2,
    JUMP_MODE: JUMP.at.mode >> 2,
    JUMP_BLOCK: JUMP.at.block >> 2,
    ON_LOOKUP: EXIT.LOOKUP,
    ON_BUDGET: EXIT.BUDGET,
    ON_SIGNAL: EXIT.SIGNAL,
  };
}
