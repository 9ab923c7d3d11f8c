import { bind, defineLayout, describeLayout, walkFields } from '@tutti/layout';

const VCPU = defineLayout('Vcpu', {
  x: { type: 'i64', count: 31, doc: 'X0..X30. Owner: the thread of the core.' },
  pc: { type: 'i64', doc: 'Address of the next instruction. Owner: the thread of the core.' },
  request: {
    type: 'i32',
    align: 64,
    doc: 'Any thread sets bits (Atomics.or), the core takes them (Atomics.exchange).',
  },
});
const memory = new SharedArrayBuffer(4096);
const vcpu = bind(VCPU, memory, 1024);
vcpu.pc = 0x8000n;
vcpu.x[3] = 7n;
Atomics.or(new Int32Array(memory), (1024 + VCPU.at.request) >> 2, 1);
for (const { field, bytes } of walkFields(VCPU, memory, 1024)) console.log(field.name, bytes.length);
console.log(describeLayout(VCPU));
