export { X86_FACTS, X86_SHAPE } from './facts.ts';
export { MESSAGE, VECTOR } from './guest-exits.ts';
export { MODELS, type X86Model } from './models.ts';
export { AT, ATTR, CR0, CR4, EFER, FLAG, SEG, X86_STATE } from './state.ts';
export { X86_64 } from './x86.ts';
