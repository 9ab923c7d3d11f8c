export { ARM, ARM_SHAPE } from './arm.ts';
export { type ArmModel, MODELS } from './models.ts';
export { ARM_STATE } from './state.ts';
