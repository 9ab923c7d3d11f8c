import type { Row } from './row.ts';

/** Three-byte opcodes 0F 3A xx, and VEX map 3. Intel SDM 2D, A.3, table A-5. */
export const THREE_BYTE_3A: readonly Row[] = [
  // 00-0F
  ['66 W1 L1 00', 'VPERMQ', 'V,qq W,qq I,b', 'AVX2', 'vex'],
  ['66 W1 L1 01', 'VPERMPD', 'V,qq W,qq I,b', 'AVX2', 'vex'],
  ['66 W0 02', 'VPBLENDD', 'V,x H,x W,x I,b', 'AVX2', 'vex'],
  ['66 W0 04', 'VPERMILPS', 'V,x W,x I,b', 'AVX', 'vex'],
  ['66 W0 05', 'VPERMILPD', 'V,x W,x I,b', 'AVX', 'vex'],
  ['66 W0 L1 06', 'VPERM2F128', 'V,qq H,qq W,qq I,b', 'AVX', 'vex'],
  ['66 08', '(V)ROUNDPS', 'V,x W,x I,b', 'SSE4_1/AVX'],
  ['66 09', '(V)ROUNDPD', 'V,x W,x I,b', 'SSE4_1/AVX'],
  ['66 0A', '(V)ROUNDSS', 'V,ss [H,dq] W,ss I,b', 'SSE4_1/AVX'],
  ['66 0B', '(V)ROUNDSD', 'V,sd [H,dq] W,sd I,b', 'SSE4_1/AVX'],
  ['66 0C', '(V)BLENDPS', 'V,x [H,x] W,x I,b', 'SSE4_1/AVX'],
  ['66 0D', '(V)BLENDPD', 'V,x [H,x] W,x I,b', 'SSE4_1/AVX'],
  ['66 0E', '(V)PBLENDW', 'V,x [H,x] W,x I,b', 'SSE4_1/AVX/AVX2'],
  ['np 0F', 'PALIGNR', 'P,q Q,q I,b', 'SSSE3'],
  ['66 0F', '(V)PALIGNR', 'V,x [H,x] W,x I,b', 'SSSE3/AVX/AVX2'],
  // 14-1D
  ['66 14', 'PEXTRB', 'R,d|M,b V,dq I,b', 'SSE4_1'],
  ['66 L0 14', 'VPEXTRB', 'R,d|M,b V,dq I,b', 'AVX', 'vex'],
  ['66 15', 'PEXTRW', 'R,d|M,w V,dq I,b', 'SSE4_1'],
  ['66 L0 15', 'VPEXTRW', 'R,d|M,w V,dq I,b', 'AVX', 'vex'],
  ['66 W0 L0 16', '(V)PEXTRD', 'E,d V,dq I,b', 'SSE4_1/AVX'],
  ['66 W1 L0 16', '(V)PEXTRQ', 'E,q V,dq I,b', 'SSE4_1/AVX'],
  ['66 L0 17', '(V)EXTRACTPS', 'R,d|M,d V,dq I,b', 'SSE4_1/AVX'],
  ['66 W0 L1 18', 'VINSERTF128', 'V,qq H,qq W,dq I,b', 'AVX', 'vex'],
  ['66 W0 L1 19', 'VEXTRACTF128', 'W,dq V,qq I,b', 'AVX', 'vex'],
  ['66 W0 1D', 'VCVTPS2PH', 'W,h V,x I,b', 'F16C', 'vex'],
  // 20-22
  ['66 L0 20', '(V)PINSRB', 'V,dq [H,dq] R,d|M,b I,b', 'SSE4_1/AVX'],
  ['66 L0 21', '(V)INSERTPS', 'V,dq [H,dq] U,dq|M,d I,b', 'SSE4_1/AVX'],
  ['66 W0 L0 22', '(V)PINSRD', 'V,dq [H,dq] E,d I,b', 'SSE4_1/AVX'],
  ['66 W1 L0 22', '(V)PINSRQ', 'V,dq [H,dq] E,q I,b', 'SSE4_1/AVX'],
  // 30-39
  ['66 W0 L0 30r', 'KSHIFTRB', 'K,b KM,b I,b', 'AVX512DQ', 'vex'],
  ['66 W1 L0 30r', 'KSHIFTRW', 'K,w KM,w I,b', 'AVX512F', 'vex'],
  ['66 W0 L0 31r', 'KSHIFTRD', 'K,d KM,d I,b', 'AVX512BW', 'vex'],
  ['66 W1 L0 31r', 'KSHIFTRQ', 'K,q KM,q I,b', 'AVX512BW', 'vex'],
  ['66 W0 L0 32r', 'KSHIFTLB', 'K,b KM,b I,b', 'AVX512DQ', 'vex'],
  ['66 W1 L0 32r', 'KSHIFTLW', 'K,w KM,w I,b', 'AVX512F', 'vex'],
  ['66 W0 L0 33r', 'KSHIFTLD', 'K,d KM,d I,b', 'AVX512BW', 'vex'],
  ['66 W1 L0 33r', 'KSHIFTLQ', 'K,q KM,q I,b', 'AVX512BW', 'vex'],
  ['66 W0 L1 38', 'VINSERTI128', 'V,qq H,qq W,dq I,b', 'AVX2', 'vex'],
  ['66 W0 L1 39', 'VEXTRACTI128', 'W,dq V,qq I,b', 'AVX2', 'vex'],
  // 40-4C
  ['66 40', '(V)DPPS', 'V,x [H,x] W,x I,b', 'SSE4_1/AVX'],
  ['66 L0 41', '(V)DPPD', 'V,dq [H,dq] W,dq I,b', 'SSE4_1/AVX'],
  ['66 42', '(V)MPSADBW', 'V,x [H,x] W,x I,b', 'SSE4_1/AVX/AVX2'],
  ['66 44', '(V)PCLMULQDQ', 'V,x [H,x] W,x I,b', 'PCLMULQDQ/AVX/VPCLMULQDQ'],
  ['66 W0 L1 46', 'VPERM2I128', 'V,qq H,qq W,qq I,b', 'AVX2', 'vex'],
  ['66 W0 4A', 'VBLENDVPS', 'V,x H,x W,x L,x', 'AVX', 'vex'],
  ['66 W0 4B', 'VBLENDVPD', 'V,x H,x W,x L,x', 'AVX', 'vex'],
  ['66 W0 4C', 'VPBLENDVB', 'V,x H,x W,x L,x', 'AVX//AVX2', 'vex'],
  //['48, 49, 5C-5F, 68-6F, 78-7F', 'VPERMIL2P*, VFMADD*...', '', 'FMA4'],   AMD only
  // 60-63
  ['66 L0 60', '(V)PCMPESTRM', 'V,dq W,dq I,b', 'SSE4_2/AVX'],
  ['66 L0 61', '(V)PCMPESTRI', 'V,dq W,dq I,b', 'SSE4_2/AVX'],
  ['66 L0 62', '(V)PCMPISTRM', 'V,dq W,dq I,b', 'SSE4_2/AVX'],
  ['66 L0 63', '(V)PCMPISTRI', 'V,dq W,dq I,b', 'SSE4_2/AVX'],
  // CC-DF
  ['np CC', 'SHA1RNDS4', 'V,dq W,dq I,b', 'SHA'],
  ['66 CE', 'GF2P8AFFINEQB', 'V,dq W,dq I,b', 'GFNI'],
  ['66 W1 CE', 'VGF2P8AFFINEQB', 'V,x H,x W,x I,b', 'GFNI', 'vex'],
  ['66 CF', 'GF2P8AFFINEINVQB', 'V,dq W,dq I,b', 'GFNI'],
  ['66 W1 CF', 'VGF2P8AFFINEINVQB', 'V,x H,x W,x I,b', 'GFNI', 'vex'],
  ['66 L0 DF', '(V)AESKEYGENASSIST', 'V,dq W,dq I,b', 'AES/AVX'],
  // F0
  ['f2 L0 F0', 'RORX', 'G,y E,y I,b', 'BMI2', 'vex'],
  ['f3 F0/0r:0', 'HRESET', 'I,b', 'HRESET'],
];
