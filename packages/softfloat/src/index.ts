export { add, div, fma, mul, sqrt, sub } from './arithmetic.ts';
export { compare, convert, fromInteger, type Ordering, roundToIntegral, type ToInteger, toInteger } from './convert.ts';
export { armEnvironment, type Environment, FLAG, ROUND, type Round, x86Environment } from './environment.ts';
export { F16, F32, F64, F80, type Format, infinity, quietNaN, type Unpacked, unpack, zero } from './format.ts';
export { remainder } from './remainder.ts';
export { roundPack } from './round.ts';
