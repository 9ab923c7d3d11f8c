/**
 * The notation of the opcode tables.
 *
 * A row is `[opcode, mnemonic, operands, feature, attributes?]`, in the order and under the headings of the Intel SDM,
 * volume 2 (325383-083US), appendix A. Tokens of the opcode column, separated by spaces:
 *
 * | token | meaning |
 * | --- | --- |
 * | `np 66 f3 f2` | mandatory prefix (several: any of them); none written: prefixes keep their ordinary meaning |
 * | `nf` | neither F3 nor F2 (66 is the operand size) |
 * | `o16 o32 o64` | effective operand size; `a16 a32 a64` effective address size |
 * | `W0 W1`, `L0 L1`, `B0 B1` | REX.W or VEX.W, VEX.L, REX.B |
 * | `HH` | opcode byte; `HH+` eight opcodes with a register in the low bits; `HHcc` sixteen opcodes with a condition |
 * | `HH/d` | ModRM.reg = d; a following `m` or `r` restricts ModRM.mod to memory or register |
 * | `HHm HHr` | the same restriction without an extension; `HH/dr:n` also ModRM.rm = n |
 *
 * Mnemonic: `(V)NAME` is a legacy row and a VEX row in one cell, as the manual prints it; in it `[H,x]` operands belong to the
 * VEX row alone. `%` in a `cc` row is replaced by the condition. Feature: `LEGACY/VEX128/VEX256` for such cells.
 *
 * Operands: the manual's letters (appendix A.2.1) with a size letter after a comma. `a|b` in one operand: register form and
 * memory form differ (the manual prints `Ry/Mb`).
 *
 * Departures from the manual:
 * 1. Sizes: `bs` is a sign-extended byte immediate; `t` 80-bit real; `6 14 94 512` bytes of x87 and state images;
 *    `n` an operand whose memory is not accessed (LEA, INVLPG, hints); `h` is 8 bytes with VEX.L=0 and 16 with L=1, `e` 4 and 8,
 *    `f` 2 and 4 (the half, fourth and eighth of a vector).
 * 2. `K,*` operands are opmask registers by ModRM.reg, `KM` by ModRM.rm, `KH` by VEX.vvvv (manual: kG, kE, kH).
 *    `STi` is ModRM.rm.
 * 3. `VM,x` is a memory operand with a vector index register (manual: vm32x and relatives).
 * 4. `N,q`/`U,x` are used for register-only operands although some cells of the manual print Q and W there.
 * 5. String instructions carry no size in the mnemonic (`MOVS`, not MOVSB/W/D/Q): the size is that of the operand. So do PUSHA,
 *    POPA, PUSHF, POPF, IRET (operand size) and the state images (FXSAVE64 is FXSAVE with REX.W).
 * 6. Aliases that the manual leaves blank but all processors execute have rows: 82, D0-D3 /6, F6-F7 /1, C0-C1 /6,
 *    the x87 duplicates in DC-DF, SALC (D6), INT1 (F1), UD0 (0F FF) with a ModRM byte.
 * 7. Not in the tables: MPX (decodes as the hint NOPs it is elsewhere), test registers, AMD's 3DNow!, SSE4a, FMA4, and what
 *    came after x86-64-v3 with VEX or legacy encodings (AMX, Key Locker, SM3/SM4, SHA512, AVX-IFMA, RAO-INT, CMPccXADD...).
 *    EVEX and XOP are in length-maps.ts.
 * 8. Where Intel and AMD differ the rows follow Intel: near branches in 64-bit mode ignore 66.
 *
 * Attributes: `i64` not in 64-bit mode; `o64` only there; `d64` operand size defaults to 64 there; `f64` is forced to 64;
 * `lock` may carry LOCK with a memory destination; `a=...` access of the operands (overrides the mnemonic's;
 * in a `(V)` row of the legacy one);
 * `no66` #UD with 66; `vex` row exists with VEX only; `asz` an operand follows the address size; `vsib` vector index; `u` undocumented.
 * @see Intel SDM 2D, appendix A
 */
export type Row = readonly [opcode: string, mnemonic: string, operands: string, feature: string, attributes?: string];
