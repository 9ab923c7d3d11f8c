export { ARRAY_OF, bind, type View } from './bind.ts';
export {
  alignUp,
  defineLayout,
  type Field,
  type FieldSpec,
  type FieldSpecs,
  type Layout,
  SCALAR_BYTES,
  type Scalar,
} from './layout.ts';
export { describeLayout, type FieldBytes, fieldList, walkFields } from './snapshot.ts';
