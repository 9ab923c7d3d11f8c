export { createJsExecutor, jsBackEnd } from './executor.ts';
