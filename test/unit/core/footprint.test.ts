import { describe, expect, test } from 'vitest';
import { matchesEntry, overlaps } from '../../../src/core/footprint.ts';

describe('an entry with a pattern', () => {
  test.each([
    ['path:/etc/motd', 'path:/etc/motd', true],
    ['path:/etc/motd', 'path:/etc/motd2', false],
    ['path:/etc/*', 'path:/etc/motd', true],
    ['path:/etc/*', 'path:/etc/ssh/sshd_config', false],
    ['path:/etc/**', 'path:/etc/ssh/sshd_config', true],
    ['path:/etc/**', 'path:/etcetera', false],
    ['unit:wg-quick@*', 'unit:wg-quick@wg0', true],
    ['unit:*.swap', 'unit:dev-sdaXswap', false],
    ['**', 'table:inet runbook', true],
    ['path:/a+b/*', 'path:/a+b/c', true],
    ['path:/a+b/*', 'path:/aab/c', false],
    ['path:/x/*', 'path:/x/line\nbreak', true],
  ])('%s covers %s: %s', (pattern, entry, covers) => {
    expect(matchesEntry(pattern, entry)).toBe(covers);
  });
});

test('footprints overlap whichever of the two has the pattern, and kinds are never mixed', () => {
  expect(overlaps(['path:/etc/**'], ['unit:x', 'path:/etc/motd'])).toBe(true);
  expect(overlaps(['unit:x', 'path:/etc/motd'], ['path:/etc/**'])).toBe(true);
  expect(overlaps(['user:ops'], ['group:ops'])).toBe(false);
  expect(overlaps([], ['**'])).toBe(false);
});
