import { Decoder, formatIntel, Instruction } from '@tutti/frontend-x86_64/decode';

const code = Uint8Array.of(0x55, 0x48, 0x89, 0xe5, 0x48, 0x83, 0xec, 0x10, 0xe8, 0xf3, 0xff, 0xff, 0xff, 0xc9, 0xc3);
const decoder = new Decoder(64);
const insn = new Instruction();
for (let at = 0; at < code.length && decoder.decode(code, at, insn) > 0; at += insn.length) {
  console.log(at.toString(16).padStart(4), formatIntel(insn, at));
}
