/** Fault codes of walks: FAULT_BASE + status (6 bits) + domain << 8. */
export const FAULT_BASE = 16;

/** What a walk found, before rights are compared with the access. Reused. */
export interface Translation {
  /** Fault code, 0: none. */
  fault: number;
  gpaPage: number;
  /** Bits 1 << ACCESS.*. */
  allowed: number;
  device: boolean;
  global: boolean;
  /** log2 of the size of the mapping. */
  sizeLog2: number;
  /** Fault code should the access not be allowed. */
  permissionFault: number;
}
