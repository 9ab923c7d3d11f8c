import { expect, it } from 'vitest';
import { compareFacts, compareFields } from './facts.ts';

it('machines that are the same are', () => {
  expect(() => compareFacts('s', { board: 'pc' }, { board: 'pc' })).not.toThrow();
  expect(() => compareFields('s', { uart: ['a:u8*1'] }, { uart: ['a:u8*1'] })).not.toThrow();
});

it('the first difference is told, and what only one of the two has', () => {
  expect(() => compareFacts('s', { board: 'pc', 'memory ram': '1' }, { board: 'pc', 'memory ram': '2' })).toThrow(
    's: the snapshot is of another machine: memory ram: there 1, here 2',
  );
  expect(() => compareFacts('s', { board: 'pc', 'drive at ide.drive0': '512 bytes' }, { board: 'pc' })).toThrow(
    'drive at ide.drive0: there 512 bytes, here none',
  );
});

it('a field that another version has not, or has in another size, is told', () => {
  expect(() => compareFields('s', { uart: ['a:u8*1', 'b:u8*1'] }, { uart: ['a:u8*1', 'b:u8*2'] })).toThrow(
    's: the snapshot is of another version of Tutti: uart differs in b:u8*2, b:u8*1',
  );
  expect(() => compareFields('s', { uart: ['b:u8*1', 'a:u8*1'] }, { uart: ['a:u8*1', 'b:u8*1'] })).toThrow(
    'uart differs in their order',
  );
});
