import { describe, expect, it } from 'vitest';
import { LineMultiplexer } from './line-multiplexer.ts';

function terminal() {
  let shown = '';
  const labels = new Map([
    ['a', 'arm'],
    ['b', 'x86'],
    ['both', ''],
  ]);
  const joined = new LineMultiplexer(labels, (bytes) => {
    shown += new TextDecoder().decode(bytes);
  });
  return {
    joined,
    write: (console: string, text: string) => joined.write(console, new TextEncoder().encode(text)),
    shown: () => shown,
  };
}

describe('LineMultiplexer', () => {
  it('lines of two consoles that come in pieces do not mix', () => {
    const { write, shown } = terminal();
    write('a', 'one ');
    write('b', 'two ');
    write('a', 'one\r\nthree');
    write('b', 'two\r\n');
    expect(shown()).toBe('[arm] one one\r\n[x86] two two\r\n');
  });

  it('a console without a label shows its lines as they are', () => {
    const { write, shown } = terminal();
    write('both', 'plain\n');
    expect(shown()).toBe('plain\n');
  });

  it('the prompt of the followed console is shown at once, and ended when another has a line', () => {
    const { joined, write, shown } = terminal();
    joined.follow('a');
    write('a', '# ');
    write('b', 'news\r\n');
    write('a', 'ls\r\n');
    expect(shown()).toBe('[arm] # \r\n[x86] news\r\n[arm] ls\r\n');
  });

  it('a prompt that came before its console was chosen appears with the choice', () => {
    const { joined, write, shown } = terminal();
    write('b', '# ');
    joined.follow('b');
    expect(shown()).toBe('[x86] # ');
  });

  it('flush shows what is unfinished, a line each', () => {
    const { joined, write, shown } = terminal();
    write('a', 'half');
    write('b', 'half too');
    joined.flush();
    expect(shown()).toBe('[arm] half\r\n[x86] half too\r\n');
  });
});
