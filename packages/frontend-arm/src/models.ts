/** A CPU model: identification registers as the core's reference manual lists them, and what the core can do. */
export interface ArmModel {
  readonly name: string;
  /** Architecture version: 6 (ARMv6K) or 7 (ARMv7-A). */
  readonly version: 6 | 7;
  /** 32-bit Thumb, and what came with it (ARMv6T2): IT, CBZ, MOVW, MOVT, bit fields, RBIT, MLS. */
  readonly thumb2: boolean;
  /** SDIV and UDIV in both instruction sets. */
  readonly divide: boolean;
  /** Long descriptors and 64-bit system registers. */
  readonly lpae: boolean;
  readonly genericTimer: boolean;
  /** VBAR and SCTLR.V; ARM11MPCore has the vectors at 0 or 0xffff0000 only. */
  readonly vbar: boolean;
  /** Multiprocessing extensions: MPIDR format, TTBR attribute bits. */
  readonly mp: boolean;
  /** D16-D31. */
  readonly d32: boolean;
  /** VFP version: 2, 3 or 4 (fused multiply). */
  readonly vfp: 2 | 3 | 4;
  readonly neon: boolean;
  readonly midr: number;
  readonly ctr: number;
  readonly tlbtr: number;
  readonly idPfr: readonly [number, number];
  readonly idDfr0: number;
  readonly idAfr0: number;
  readonly idMmfr: readonly [number, number, number, number];
  readonly idIsar: readonly [number, number, number, number, number, number];
  readonly clidr: number;
  /** CCSIDR by CSSELR. */
  readonly ccsidr: readonly number[];
  readonly dbgdidr: number;
  readonly fpsid: number;
  readonly mvfr: readonly [number, number];
  readonly sctlrReset: number;
  readonly actlrReset: number;
}

/** The models by name. */
export const MODELS = {
  // Arm 100511 (Cortex-A9 TRM), revision r0p0
  'cortex-a9': {
    name: 'cortex-a9',
    version: 7,
    thumb2: true,
    divide: false,
    lpae: false,
    genericTimer: false,
    vbar: true,
    mp: true,
    d32: true,
    vfp: 3,
    neon: true,
    midr: 0x410fc090,
    ctr: 0x80038003,
    tlbtr: 0x00000402,
    idPfr: [0x00001031, 0x00000011],
    idDfr0: 0,
    idAfr0: 0,
    idMmfr: [0x00100103, 0x20000000, 0x01230000, 0x00002111],
    idIsar: [0x00101111, 0x13112111, 0x21232041, 0x11112131, 0x00111142, 0],
    clidr: 0x09000003,
    ccsidr: [0xe00fe019, 0x200fe019],
    dbgdidr: 0x35141000,
    fpsid: 0x41033090,
    mvfr: [0x11110222, 0x01111111],
    sctlrReset: 0x00c50078,
    actlrReset: 0,
  },
  // Arm DDI 0438 (Cortex-A15 TRM), revision r2p1; without the security and virtualization extensions
  'cortex-a15': {
    name: 'cortex-a15',
    version: 7,
    thumb2: true,
    divide: true,
    lpae: true,
    genericTimer: true,
    vbar: true,
    mp: true,
    d32: true,
    vfp: 4,
    neon: true,
    midr: 0x412fc0f1,
    ctr: 0x8444c004,
    tlbtr: 0,
    idPfr: [0x00001131, 0x00010001],
    idDfr0: 0x02010555,
    idAfr0: 0,
    idMmfr: [0x10201105, 0x20000000, 0x01240000, 0x02102211],
    idIsar: [0x02101110, 0x13112111, 0x21232041, 0x11112131, 0x10011142, 0],
    clidr: 0x0a200023,
    ccsidr: [0x701fe00a, 0x201fe00a, 0x711fe07a],
    dbgdidr: 0x3515f021,
    fpsid: 0x410430f0,
    mvfr: [0x10110222, 0x11111111],
    sctlrReset: 0x00c50078,
    actlrReset: 0,
  },
  // Arm DDI 0464 (Cortex-A7 MPCore TRM), revision r0p5; without the security and virtualization extensions
  'cortex-a7': {
    name: 'cortex-a7',
    version: 7,
    thumb2: true,
    divide: true,
    lpae: true,
    genericTimer: true,
    vbar: true,
    mp: true,
    d32: true,
    vfp: 4,
    neon: true,
    midr: 0x410fc075,
    ctr: 0x84448003,
    tlbtr: 0,
    idPfr: [0x00001131, 0x00010001],
    idDfr0: 0x02010555,
    idAfr0: 0,
    idMmfr: [0x10101105, 0x40000000, 0x01240000, 0x02102211],
    idIsar: [0x02101110, 0x13112111, 0x21232041, 0x11112131, 0x10011142, 0],
    clidr: 0x0a200023,
    ccsidr: [0x701fe00a, 0x201fe00a, 0x711fe07a],
    dbgdidr: 0x3515f005,
    fpsid: 0x41023075,
    mvfr: [0x10110222, 0x11111111],
    sctlrReset: 0x00c50078,
    actlrReset: 0,
  },
  // Arm DDI 0360 (ARM11 MPCore TRM)
  arm11mpcore: {
    name: 'arm11mpcore',
    version: 6,
    thumb2: false,
    divide: false,
    lpae: false,
    genericTimer: false,
    vbar: false,
    mp: false,
    d32: false,
    vfp: 2,
    neon: false,
    midr: 0x410fb022,
    ctr: 0x1d192992,
    tlbtr: 0x00000801,
    idPfr: [0x00000111, 0x00000001],
    idDfr0: 0,
    idAfr0: 0x00000002,
    idMmfr: [0x01100103, 0x10020302, 0x01222000, 0],
    idIsar: [0x00100011, 0x12002111, 0x11221011, 0x01102131, 0x00000141, 0],
    clidr: 0,
    ccsidr: [],
    dbgdidr: 0,
    fpsid: 0x410120b4,
    mvfr: [0x11111111, 0],
    sctlrReset: 0x00050078,
    actlrReset: 1,
  },
} as const satisfies Record<string, ArmModel>;

/** The model of this name. @throws RangeError when there is none */
export function armModel(name: string): ArmModel {
  if (!Object.hasOwn(MODELS, name))
    throw new RangeError(`no ARM model "${name}"; known: ${Object.keys(MODELS).join(', ')}`);
  return MODELS[name as keyof typeof MODELS];
}
