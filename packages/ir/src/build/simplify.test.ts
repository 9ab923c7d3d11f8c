import { describe, expect, it } from 'vitest';
import { lowerProgram } from '../testing/lower-program.ts';
import { TEST_SHAPE_32, TEST_SHAPE_64 } from '../testing/test-shape.ts';

/** Records of one statement on %a = r[0], %x = x[0], stored to a field of the result's type; without the exit. */
const simplified = (statement: string, out: 'i32' | 'i64' | 'f32' = 'i32'): string => {
  const field = { i32: 'r[1]', i64: 'x[1]', f32: 'f[1]' }[out];
  const program = `%a = get_i32 r[0]\n%x = get_i64 x[0]\n%f = get_f32 f[0]\n%z = ${statement}\nset_${out} ${field} %z\nexit 5 0`;
  return lowerProgram(program, TEST_SHAPE_32)
    .trim()
    .replace(/\n? *exit 5 0$/, '');
};

describe('identities', () => {
  it.each([
    ['add_i32 %a 0', 'r[1] = mov_i32 r[0]'],
    ['add_i32 0 %a', 'r[1] = mov_i32 r[0]'],
    ['add_i32 5 %a', 'r[1] = add_i32 r[0] #5'],
    ['sub_i32 %a 5', 'r[1] = add_i32 r[0] #-5'],
    ['sub_i32 %a %a', 'r[1] = mov_i32 #0'],
    ['mul_i32 %a 8', 'r[1] = shl_i32 r[0] #3'],
    ['mul_i32 %a 0', 'r[1] = mov_i32 #0'],
    ['mul_i32 %a 0x80000000', 'r[1] = shl_i32 r[0] #31'],
    ['and_i32 %a -1', 'r[1] = mov_i32 r[0]'],
    ['and_i32 %a %a', 'r[1] = mov_i32 r[0]'],
    ['xor_i32 %a %a', 'r[1] = mov_i32 #0'],
    ['shl_i32 %a 32', 'r[1] = mov_i32 r[0]'],
    ['shl_i32 %a 33', 'r[1] = shl_i32 r[0] #1'],
    ['eq_i32 %a 0', 'r[1] = eqz_i32 r[0]'],
    ['lt_u_i32 %a 0', 'r[1] = mov_i32 #0'],
    ['lt_s_i32 3 %a', 'r[1] = gt_s_i32 r[0] #3'],
    ['extract_u_i32 %a 24 8', 'r[1] = shr_u_i32 r[0] #24'],
    ['extract_s_i32 %a 24 8', 'r[1] = shr_s_i32 r[0] #24'],
    ['extract_u_i32 %a 0 8', 'r[1] = and_i32 r[0] #255'],
    ['extract_u_i32 %a 4 8', 'r[1] = extract_u_i32 r[0] 4 8'],
    ['select_i32 1 %a 5', 'r[1] = mov_i32 r[0]'],
  ])('%s is %s', (statement, expected) => {
    expect(simplified(statement)).toBe(expected);
  });

  it.each([
    ['sub_i64 %x 0x100000000', 'x[1] = add_i64 x[0] #-4294967296'],
    ['add_i64 %x 0', 'x[1] = mov_i64 x[0]'],
    ['mul_i64 %x 1024', 'x[1] = shl_i64 x[0] #10'],
    ['and_i64 0xffffffff %x', 'x[1] = and_i64 x[0] #4294967295'],
    ['or_i64 %x -1', 'x[1] = mov_i64 #-1'],
    ['concat_i64 7 1', 'x[1] = mov_i64 #4294967303'],
    ['extend_s_i32 0x80000000', 'x[1] = mov_i64 #-2147483648'],
  ])('%s is %s', (statement, expected) => {
    expect(simplified(statement, 'i64')).toBe(expected);
  });

  it('a chain of additions of constants becomes one', () => {
    expect(
      lowerProgram('%a = get_i32 r[0]\n%b = add_i32 %a 4\n%c = add_i32 %b 8\nset_i32 r[0] %c\nexit 5 0', TEST_SHAPE_32),
    ).toBe('  r[0] = add_i32 r[0] #12\n  exit 5 0\n');
  });

  it('the negation of a comparison is the opposite comparison', () => {
    expect(
      lowerProgram('%a = get_i32 r[0]\n%b = lt_s_i32 %a 4\n%c = eqz_i32 %b\nset_i32 r[0] %c\nexit 5 0', TEST_SHAPE_32),
    ).toBe('  r[0] = ge_s_i32 r[0] #4\n  exit 5 0\n');
  });

  it('a branch on eqz tests the value and exchanges its targets', () => {
    expect(lowerProgram('%a = get_i32 r[0]\n%b = eqz_i32 %a\nbranch %b 0x10 0x20', TEST_SHAPE_32)).toBe(
      '  branch r[0] 0x20 0x10 0 0\n',
    );
  });

  it('a branch on a constant is a jump', () => {
    expect(lowerProgram('%c = lt_u_i32 1 2\nbranch %c 0x10 0x20', TEST_SHAPE_32)).toBe('  jump 0x10 0\n');
  });

  it('a select on eqz exchanges its operands', () => {
    expect(
      lowerProgram(
        '%a = get_i32 r[0]\n%b = get_i32 r[1]\n%c = eqz_i32 %a\n%d = select_i32 %c %a %b\nset_i32 r[2] %d\nexit 5 0',
        TEST_SHAPE_32,
      ),
    ).toBe('  r[2] = select_i32 r[0] r[1] r[0]\n  exit 5 0\n');
  });
});

describe('equal values', () => {
  it('are computed once', () => {
    expect(
      lowerProgram(
        '%a = get_i32 r[0]\n%b = clz_i32 %a\n%c = clz_i32 %a\nset_i32 r[1] %b\nset_i32 r[2] %c\nexit 5 0',
        TEST_SHAPE_32,
      ),
    ).toBe('  r[1] = clz_i32 r[0]\n  r[2] = mov_i32 r[1]\n  exit 5 0\n');
  });

  it('are computed again after the conditional part that they were computed in', () => {
    const program = `%a = get_i32 r[0]
      begin_if %a
      %b = clz_i32 %a
      set_i32 r[1] %b
      end_if
      %c = clz_i32 %a
      set_i32 r[2] %c
      exit 5 0`;
    expect(lowerProgram(program, TEST_SHAPE_32)).toBe(
      '  begin_if r[0] 3\n  r[1] = clz_i32 r[0]\n  end_if\n  r[2] = clz_i32 r[0]\n  exit 5 0\n',
    );
  });
});

describe('addresses', () => {
  it('give their constant to the displacement', () => {
    expect(
      lowerProgram(
        '%a = get_i32 r[0]\n%b = add_i32 %a 8\n%v = load_i32 %b 4 m0\nset_i32 r[1] %v\nexit 5 0',
        TEST_SHAPE_32,
      ),
    ).toBe('  r[1] = load_i32 r[0] 12 m0\n  exit 5 0\n');
  });

  it('keep their sum when its base has changed since', () => {
    const program =
      '%a = get_i32 r[0]\n%b = add_i32 %a 8\nset_i32 r[0] %b\n%v = load_i32 %b 0 m0\nset_i32 r[1] %v\nexit 5 0';
    expect(lowerProgram(program, TEST_SHAPE_32)).toBe(
      '  r[0] = add_i32 r[0] #8\n  r[1] = load_i32 r[0] 0 m0\n  exit 5 0\n',
    );
  });

  it('of 64 bits keep a constant that a displacement cannot hold', () => {
    expect(
      lowerProgram(
        '%a = get_i64 x[0]\n%b = add_i64 %a 0x80000000\n%v = load_i64 %b 0 m0\nset_i64 x[1] %v\nexit 5 0',
        TEST_SHAPE_64,
      ),
    ).toBe('  t0 = add_i64 x[0] #2147483648\n  x[1] = load_i64 t0 0 m0\n  exit 5 0\n');
  });
});
