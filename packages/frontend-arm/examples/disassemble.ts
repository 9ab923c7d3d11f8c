import { disassembleA32 } from '@tutti/frontend-arm/decode';

const code = new Uint32Array([0xe92d4010, 0xe3a00001, 0xebfffffe, 0xf2000d44, 0xe8bd8010]);
code.forEach((word, i) => {
  console.log((i * 4).toString(16).padStart(4, '0'), disassembleA32(word, i * 4).text);
});
