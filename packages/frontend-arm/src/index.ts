export { ARM } from './arm.ts';
export { ARM_FACTS, ARM_SHAPE } from './facts.ts';
export { type ArmModel, MODELS } from './models.ts';
export { ARM_STATE } from './state.ts';
