import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { resourceTypes } from '../../src/resources/registry.ts';
import { noisePatterns } from '../lab/overlay-tree.ts';
import { manageableNoise } from '../lab/truth/noise.ts';
import { bindResource, DEBIAN, RHEL } from '../support/bind.ts';
import { fillExample } from '../support/law-host.ts';

const examples = resourceTypes.flatMap((type) =>
  type.examples.flatMap((example) => [DEBIAN, RHEL].map((facts) => bindResource(type, fillExample(type.type, example), facts))),
);
const footprint = examples.flatMap((resource) => resource.footprint);

describe('the noise list of the truth law', () => {
  test('has at most thirty patterns', () => {
    expect(noisePatterns().length).toBeGreaterThan(0);
    expect(noisePatterns().length).toBeLessThanOrEqual(30);
  });

  test('has only patterns below one named folder of /var/lib, /var/log or /var/cache', () => {
    expect(noisePatterns().filter((pattern) => !/^var\/(?:lib|log|cache)\/[a-z0-9.-]+(?:\/|$)/u.test(pattern))).toEqual([]);
  });

  test('stands in docs/truth.md, pattern by pattern', () => {
    const page = readFileSync(new URL('../../docs/truth.md', import.meta.url), 'utf8');
    expect(noisePatterns().filter((pattern) => !page.includes(`\`/${pattern.replace(/\/\*+$/u, '')}\``))).toEqual([]);
  });

  test('has none that a resource of the examples can manage', () => {
    expect(footprint.filter((entry) => entry.startsWith('path:')).length).toBeGreaterThan(30);
    expect(manageableNoise(footprint)).toEqual([]);
  });

  test.each([
    ['var/lib/site', 'path:/var/lib/site'],
    ['var/lib/dpkg/status', 'path:/var/lib/dpkg/**'],
    ['var/lib/**', 'path:/var/lib/exporter'],
    ['etc/**', 'path:/etc/motd'],
  ])('%s would be found', (pattern, entry) => {
    expect(manageableNoise(footprint, [pattern])).toContain(`${pattern} meets ${entry}`);
  });
});
