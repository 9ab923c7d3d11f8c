import { describe, expect, it } from 'vitest';
import { DebugServer } from './debug-server.ts';
import { bytesOf, framePacket, latin1, PacketReader } from './packets.ts';
import type { DebugTarget } from './target.ts';

/** A target of four cores that notes what is asked of it: registers count from 1, memory is 16 bytes from 1000h on. */
function fakeTarget() {
  const calls: string[] = [];
  const memory = Uint8Array.from({ length: 16 }, (_, n) => n);
  let running = true;
  let points = 0;
  const note = async (call: string): Promise<void> => void calls.push(call);
  const target: DebugTarget = {
    get running() {
      return running;
    },
    async pause() {
      running = false;
      await note('pause');
    },
    async resume() {
      running = true;
      await note('resume');
    },
    step: (core) => note(`step ${core}`),
    readRegister: (core, name) => ({ r0: 0x12345678n, pc: BigInt(core), rip: 0x1122334455667788n })[name],
    writeRegister(core, name, value) {
      calls.push(`${name} of ${core} = ${value.toString(16)}`);
      return name !== 'cr0';
    },
    readMemory: (_, at, length) => memory.slice(Number(at - 0x1000n)).slice(0, at < 0x1000n ? 0 : length),
    writeMemory(_, at, bytes) {
      calls.push(`write ${at.toString(16)}: ${bytes.join(' ')}`);
      return at >= 0x1000n;
    },
    async setPoint(group, kind, at, length) {
      calls.push(`${kind} ${at.toString(16)} ${length} on ${group}`);
      points += 1;
      return points;
    },
    clearPoint: (id) => note(`clear ${id}`),
    describe: (core) => `core ${core}`,
    monitor: async (line) => `you said ${line}`,
    kill: () => void calls.push('kill'),
  };
  const stop = () => {
    running = false;
  };
  return { target, calls, stop };
}

/** A debugger of the ARM side, one of the x86 side, and what each was sent. */
function debuggers() {
  const { target, calls, stop } = fakeTarget();
  const failures: unknown[] = [];
  const server = new DebugServer(target, (error) => failures.push(error));
  const connect = (name: string, architecture: string, cores: number[]) => {
    let sent = '';
    const session = server.connect(
      { name, architecture, cores },
      (bytes) => {
        sent += latin1(bytes);
      },
      () => {
        sent += '<end>';
      },
    );
    const hear = async (): Promise<string> => {
      await server.settled();
      const heard = sent;
      sent = '';
      return heard.replace(/#[\da-f]{2}/g, '').replace(/\+?\$/g, '');
    };
    const say = (data: string): Promise<string> => {
      session.receive(framePacket(data));
      return hear();
    };
    return { session, say, hear };
  };
  return {
    server,
    calls,
    failures,
    stop,
    connect,
    arm: connect('arm', 'arm', [0, 1]),
    x86: connect('x86', 'x86_64', [2, 3]),
  };
}

describe('packets', () => {
  it('are cut out of a stream, unescaped, and checked', () => {
    const reader = new PacketReader();
    expect(reader.push(bytesOf('+$g#6'))).toEqual([]);
    expect(reader.push(bytesOf('7-\x03$x}\x03#9b'))).toEqual([
      { kind: 'packet', data: 'g' },
      { kind: 'nak' },
      { kind: 'interrupt' },
      { kind: 'damaged' },
    ]);
    expect(reader.push(framePacket('a#b}$*'))).toEqual([{ kind: 'packet', data: 'a#b}$*' }]);
  });
});

describe('a session', () => {
  it('stops the target on connection and says so', async () => {
    const { arm, calls } = debuggers();
    expect(await arm.say('?')).toBe('T05thread:1;');
    expect(calls).toEqual(['pause']);
  });

  it('asks for a damaged packet again, and sends again what was damaged', async () => {
    const { arm } = debuggers();
    arm.session.receive(bytesOf('$?#00'));
    expect(await arm.hear()).toBe('-');
    expect(await arm.say('qC')).toBe('QC1');
    arm.session.receive(bytesOf('-'));
    expect(await arm.hear()).toBe('QC1');
  });

  it('tells threads of its own cores only', async () => {
    const { x86 } = debuggers();
    expect(await x86.say('qfThreadInfo')).toBe('m3,4');
    expect(await x86.say('qsThreadInfo')).toBe('l');
    expect(await x86.say('T1')).toBe('E16');
    expect(await x86.say('Hg4')).toBe('OK');
    expect(await x86.say('qC')).toBe('QC4');
    expect(await x86.say('qThreadExtraInfo,3')).toBe(Buffer.from('core 2').toString('hex'));
  });

  it('reads and writes registers in the order of the description', async () => {
    const { arm, x86, connect, calls } = debuggers();
    const i386 = connect('old', 'i386', [2]);
    expect(await arm.say('p0')).toBe('78563412');
    expect(await arm.say('Hg2')).toBe('OK');
    expect(await arm.say('pf')).toBe('01000000');
    expect(await x86.say('p10')).toBe('8877665544332211');
    expect((await x86.say('g')).slice(0, 17 * 16)).toBe(`${'x'.repeat(256)}8877665544332211`);
    expect(await i386.say('p8')).toBe('88776655');
    expect(await i386.say('P8=00100000')).toBe('OK');
    expect(calls).toContain('rip of 2 = 1000');
    expect(await arm.say('P1=01020304')).toBe('OK');
    expect(await arm.say('P1=0102')).toBe('E16');
    expect(await arm.say('pffff')).toBe('E16');
    expect(calls).toContain('r1 of 1 = 4030201');
  });

  it('reads memory as far as it is mapped, and writes it', async () => {
    const { arm, calls } = debuggers();
    expect(await arm.say('m1000,4')).toBe('00010203');
    expect(await arm.say('m100e,8')).toBe('0e0f');
    expect(await arm.say('m10,4')).toBe('E0e');
    expect(await arm.say('M1002,2:a0b0')).toBe('OK');
    expect(await arm.say('X1002,3:ab')).toBe('E16');
    expect(await arm.say('X1002,2:#*')).toBe('OK');
    expect(await arm.say('M2,1:00')).toBe('E0e');
    expect(calls.slice(1)).toEqual(['write 1002: 160 176', 'write 1002: 35 42', 'write 2: 0']);
  });

  it('sets breakpoints and watchpoints once and clears them', async () => {
    const { arm, calls } = debuggers();
    expect(await arm.say('Z0,c0008000,4')).toBe('OK');
    expect(await arm.say('Z0,c0008000,4')).toBe('OK');
    expect(await arm.say('Z2,1000,8')).toBe('OK');
    expect(await arm.say('z0,c0008000,4')).toBe('OK');
    expect(await arm.say('Z9,0,1')).toBe('');
    expect(calls.slice(1)).toEqual(['break c0008000 4 on arm', 'write 1000 8 on arm', 'clear 1']);
  });

  it('steps one core, and passes lines to the monitor', async () => {
    const { arm, calls } = debuggers();
    expect(await arm.say('vCont?')).toBe('vCont;c;C;s;S');
    expect(await arm.say('vCont;s:2;c')).toBe('T05thread:2;');
    expect(await arm.say('vCont;s:4')).toBe('E16');
    expect(calls.slice(1)).toEqual(['step 1']);
    expect(await arm.say(`qRcmd,${Buffer.from('info').toString('hex')}`)).toBe(
      Buffer.from('you said info\n').toString('hex'),
    );
  });

  it('gives its description in pieces', async () => {
    const { x86 } = debuggers();
    const first = await x86.say('qXfer:features:read:target.xml:0,20');
    expect(first).toBe('m<?xml version="1.0"?><!DOCTYPE t');
    expect(await x86.say('qXfer:features:read:target.xml:20,ffff')).toMatch(/^larget SYSTEM.*i386:x86-64.*<\/target>$/);
  });
});

describe('two debuggers', () => {
  it('the target runs when both let it, and both are told when it stops', async () => {
    const { server, arm, x86, calls, stop } = debuggers();
    expect(await arm.say('vCont;c')).toBe('+');
    expect(calls).toEqual(['pause']);
    expect(await x86.say('c')).toBe('+');
    expect(calls).toEqual(['pause', 'resume']);
    stop();
    server.stopped({ core: 1, kind: 'break', address: 0x8000n });
    expect(await arm.hear()).toBe('T05thread:2;swbreak:;');
    expect(await x86.hear()).toBe('T02thread:3;');
  });

  it('an x86 watchpoint is told after the access, an ARM one before', async () => {
    const { server, arm, x86, calls, stop } = debuggers();
    await arm.say('c');
    await x86.say('c');
    stop();
    server.stopped({ core: 3, kind: 'write', address: 0x1000n });
    expect(await x86.hear()).toBe('T05thread:4;watch:1000;');
    expect(calls.at(-1)).toBe('step 3');
    await arm.say('c');
    await x86.say('c');
    stop();
    server.stopped({ core: 0, kind: 'access', address: 0x1000n });
    expect(await arm.hear()).toBe('T05thread:1;awatch:1000;');
    expect(calls.at(-1)).toBe('resume');
  });

  it('Ctrl-C stops it, a debugger that goes lets it run without its points', async () => {
    const { arm, x86, calls, failures } = debuggers();
    await x86.say('c');
    await arm.say('Z0,10,4');
    await arm.say('c');
    arm.session.receive(bytesOf('\x03'));
    expect(await arm.hear()).toBe('T02thread:1;');
    await x86.say('c');
    expect(await arm.say('D')).toBe('OK<end>');
    expect(calls).toEqual(['pause', 'break 10 4 on arm', 'resume', 'pause', 'clear 1', 'resume']);
    arm.session.closed();
    expect(await arm.hear()).toBe('');
    expect(failures).toEqual([]);
  });

  it('the end of the target is told to those who wait', async () => {
    const { server, arm, x86 } = debuggers();
    await arm.say('c');
    server.ended(3);
    expect(await arm.hear()).toBe('W03<end>');
    expect(await x86.hear()).toBe('<end>');
  });
});
