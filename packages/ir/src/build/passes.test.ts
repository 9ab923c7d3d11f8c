import { describe, expect, it } from 'vitest';
import { lowerProgram } from '../testing/lower-program.ts';
import { TEST_SHAPE_32 } from '../testing/test-shape.ts';

const lowered = (text: string): string[] =>
  lowerProgram(text, TEST_SHAPE_32)
    .trim()
    .split('\n')
    .map((line) => line.trim());

describe('forwarding of state', () => {
  it('a get after a set is the value that was set', () => {
    expect(lowered('set_i32 r[0] 5\n%a = get_i32 r[0]\n%b = add_i32 %a 1\nset_i32 r[1] %b\nexit 5 0')).toEqual([
      'r[0] = mov_i32 #5',
      'r[1] = mov_i32 #6',
      'exit 5 0',
    ]);
  });

  it('a set of what the field holds already is dropped', () => {
    expect(lowered('%a = get_i32 r[0]\nset_i32 r[0] %a\nexit 5 0')).toEqual(['exit 5 0']);
  });

  it('a get of a part reads the field that was set', () => {
    expect(lowered('%x = get_i64 x[0]\nset_i64 v[0] %x\n%a = get_i32 v[0]+4\nset_i32 r[0] %a\nexit 5 0')).toEqual([
      'v[0] = mov_i64 x[0]',
      'r[0] = mov_i32 v[0]+4',
      'exit 5 0',
    ]);
  });

  it('is forgotten when a part of the field was set', () => {
    expect(lowered('%x = get_i64 x[0]\nset_i32 x[0]+4 7\n%y = get_i64 x[0]\nset_i64 x[1] %y\nexit 5 0')).toEqual([
      'x[0]+4 = mov_i32 #7',
      'x[1] = mov_i64 x[0]',
      'exit 5 0',
    ]);
  });

  it('does not reach past a conditional part that set the field', () => {
    expect(
      lowered(
        '%a = get_i32 r[0]\nset_i32 r[1] 1\nbegin_if %a\nset_i32 r[1] 2\nend_if\n%b = get_i32 r[1]\nset_i32 r[2] %b\nexit 5 0',
      ),
    ).toEqual([
      'r[1] = mov_i32 #1',
      'begin_if r[0] 3',
      'r[1] = mov_i32 #2',
      'end_if',
      'r[2] = mov_i32 r[1]',
      'exit 5 0',
    ]);
  });

  it('does not reach past a helper that writes the field, but past others', () => {
    expect(
      lowered(
        'set_i64 x[0] 1\nset_i32 r[0] 2\n%c = call_0 copy\n%x = get_i64 x[0]\n%r = get_i32 r[0]\nset_i64 x[1] %x\nset_i32 r[1] %r\nexit 5 0',
      ),
    ).toEqual([
      'x[0] = mov_i64 #1',
      'r[0] = mov_i32 #2',
      't0 = call_0 copy',
      'x[1] = mov_i64 x[0]',
      'r[1] = mov_i32 #2',
      'exit 5 0',
    ]);
  });
});

describe('dead sets', () => {
  it('a set that is overwritten before anything sees it disappears with its value', () => {
    expect(lowered('%a = get_i32 r[0]\n%f = eqz_i32 %a\nset_i32 r[7] %f\nset_i32 r[7] 1\nexit 5 0')).toEqual([
      'r[7] = mov_i32 #1',
      'exit 5 0',
    ]);
  });

  it('a memory op in between keeps it: the op may fault', () => {
    expect(lowered('set_i32 r[7] 1\nstore_i32 0 0 0 m0\nset_i32 r[7] 2\nexit 5 0')).toEqual([
      'r[7] = mov_i32 #1',
      't0 = mov_i32 #0',
      'store_i32 t0 #0 0 m0',
      'r[7] = mov_i32 #2',
      'exit 5 0',
    ]);
  });

  it('a get of a part in between keeps it', () => {
    expect(lowered('set_i64 x[0] 1\n%h = get_i32 x[0]+4\nset_i32 r[0] %h\nset_i64 x[0] 2\nexit 5 0')).toEqual([
      'x[0] = mov_i64 #1',
      'r[0] = mov_i32 x[0]+4',
      'x[0] = mov_i64 #2',
      'exit 5 0',
    ]);
  });

  it('a conditional set does not kill an earlier one', () => {
    expect(lowered('%a = get_i32 r[0]\nset_i32 r[7] 1\nbegin_if %a\nset_i32 r[7] 2\nend_if\nexit 5 0')).toContain(
      'r[7] = mov_i32 #1',
    );
  });

  it('a set inside a conditional part dies by a later one of the part', () => {
    expect(lowered('%a = get_i32 r[0]\nbegin_if %a\nset_i32 r[7] 1\nset_i32 r[7] 2\nend_if\nexit 5 0')).toEqual([
      'begin_if r[0] 3',
      'r[7] = mov_i32 #2',
      'end_if',
      'exit 5 0',
    ]);
  });

  it('a conditional part without effects disappears', () => {
    expect(lowered('%a = get_i32 r[0]\nbegin_if %a\nset_i32 r[7] 1\nend_if\nset_i32 r[7] 2\nexit 5 0')).toEqual([
      'r[7] = mov_i32 #2',
      'exit 5 0',
    ]);
  });

  it('scratch fields are dead at exits and faults', () => {
    expect(lowered('set_i32 s[0] 1\n%v = load_i32 0x10 0 m0\nset_i32 r[0] %v\nset_i32 s[1] 2\nexit 5 0')).toEqual([
      't0 = mov_i32 #16',
      'r[0] = load_i32 t0 0 m0',
      'exit 5 0',
    ]);
  });

  it('a helper keeps the sets that it reads, and all before an exit', () => {
    expect(
      lowered('set_i32 r[1] 1\nset_i64 x[1] 1\n%c = call_0 copy\nset_i32 r[1] 2\nset_i64 x[1] 2\nexit 5 0'),
    ).toEqual(['r[1] = mov_i32 #1', 't0 = call_0 copy', 'r[1] = mov_i32 #2', 'x[1] = mov_i64 #2', 'exit 5 0']);
    expect(lowered('set_i32 r[1] 1\n%c = call_2 0 0 leave\nset_i32 r[1] 2\nexit 5 0')[0]).toBe('r[1] = mov_i32 #1');
  });

  it('a pc that a terminal sets anyway is not stored', () => {
    expect(lowered('set_i32 pc 0x1234\njump 0x2000')).toEqual(['jump 0x2000 0']);
    expect(lowered('set_i32 pc 0x1234\nexit 5 0')).toEqual(['pc = mov_i32 #4660', 'exit 5 0']);
  });
});

describe('placement of values', () => {
  it('an op reads fields directly and writes its result into the field that is set', () => {
    expect(lowered('%a = get_i32 r[0]\n%b = get_i32 r[1]\n%c = add_i32 %a %b\nset_i32 r[0] %c\nexit 5 0')).toEqual([
      'r[0] = add_i32 r[0] r[1]',
      'exit 5 0',
    ]);
  });

  it('a value whose field is overwritten before its last use is copied first', () => {
    expect(lowered('%a = get_i32 r[0]\n%b = get_i32 r[1]\nset_i32 r[0] %b\nset_i32 r[1] %a\nexit 5 0')).toEqual([
      't0 = mov_i32 r[0]',
      'r[0] = mov_i32 r[1]',
      'r[1] = mov_i32 t0',
      'exit 5 0',
    ]);
  });

  it('a result is not computed in its field while the old value is still needed', () => {
    expect(
      lowered('%a = get_i32 r[0]\n%b = add_i32 %a 1\n%c = mul_i32 %a 3\nset_i32 r[0] %b\nset_i32 r[1] %c\nexit 5 0'),
    ).toEqual(['t0 = add_i32 r[0] #1', 'r[1] = mul_i32 r[0] #3', 'r[0] = mov_i32 t0', 'exit 5 0']);
  });

  it('a result is not stored before an op that may fault', () => {
    expect(
      lowered(
        '%a = get_i32 r[0]\n%b = add_i32 %a 1\n%v = load_i32 %a 0 m0\nset_i32 r[0] %b\nset_i32 r[1] %v\nexit 5 0',
      ),
    ).toEqual(['t0 = add_i32 r[0] #1', 'r[1] = load_i32 r[0] 0 m0', 'r[0] = mov_i32 t0', 'exit 5 0']);
  });

  it('a result is not stored before a helper that sees all fields', () => {
    expect(lowered('%a = get_i32 r[1]\n%b = add_i32 %a 1\n%c = call_1 %a bump\nset_i32 r[5] %b\nexit 5 0')).toEqual([
      't0 = add_i32 r[1] #1',
      't1 = call_1 r[1] bump',
      'r[5] = mov_i32 t0',
      'exit 5 0',
    ]);
  });

  it('a load writes its result into the field', () => {
    expect(lowered('%a = get_i32 r[0]\n%v = load_i32 %a 0 m0\nset_i32 r[0] %v\nexit 5 0')).toEqual([
      'r[0] = load_i32 r[0] 0 m0',
      'exit 5 0',
    ]);
  });

  it('a value from outside a conditional part is not computed in a field set inside', () => {
    expect(lowered('%a = get_i32 r[0]\n%b = add_i32 %a 1\nbegin_if %a\nset_i32 r[1] %b\nend_if\nexit 5 0')).toEqual([
      't0 = add_i32 r[0] #1',
      'begin_if r[0] 3',
      'r[1] = mov_i32 t0',
      'end_if',
      'exit 5 0',
    ]);
  });

  it('temporaries are used again, for the same type', () => {
    expect(
      lowered(
        '%a = get_i32 r[0]\n%b = clz_i32 %a\n%c = ctz_i32 %b\n%d = popcnt_i32 %c\n%e = extend_u_i32 %d\n%f = clz_i64 %e\nstore_i64 0 %f 0 m0\nexit 5 0',
      ),
    ).toEqual([
      't0 = clz_i32 r[0]',
      't0 = ctz_i32 t0',
      't0 = popcnt_i32 t0',
      't1 = extend_u_i32 t0',
      't1 = clz_i64 t1',
      't0 = mov_i32 #0',
      'store_i64 t0 t1 0 m0',
      'exit 5 0',
    ]);
  });

  it('a constant that has no constant form is moved to a temporary once', () => {
    expect(
      lowered(
        '%a = get_i32 r[0]\n%b = div_u_i32 %a 10\n%c = rem_u_i32 %a 10\nset_i32 r[1] %b\nset_i32 r[2] %c\nexit 5 0',
      ),
    ).toEqual(['t0 = mov_i32 #10', 'r[1] = div_u_i32 r[0] t0', 'r[2] = rem_u_i32 r[0] t0', 'exit 5 0']);
  });

  it('a constant materialised in a conditional part is materialised again after it', () => {
    expect(
      lowered(
        '%a = get_i32 r[0]\nbegin_if %a\n%b = div_u_i32 %a 10\nset_i32 r[1] %b\nend_if\n%c = rem_u_i32 %a 10\nset_i32 r[2] %c\nexit 5 0',
      ),
    ).toEqual([
      'begin_if r[0] 7',
      't0 = mov_i32 #10',
      'r[1] = div_u_i32 r[0] t0',
      'end_if',
      't1 = mov_i32 #10',
      'r[2] = rem_u_i32 r[0] t1',
      'exit 5 0',
    ]);
  });
});
