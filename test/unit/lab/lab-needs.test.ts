import { describe, expect, test } from 'vitest';
import { needs } from '../../../src/lab/lab-needs.ts';
import { maskedUnits } from '../../../src/lab/masked-units.ts';
import { builderPackages } from '../../../src/lab/packages/wanted-packages.ts';

describe('what the lab needs of its machine', () => {
  test('names every package that building the repositories needs', () => {
    const named = new Set(needs.map((need) => need.debianPackage));
    expect(builderPackages.filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('units that lab hosts do not run', () => {
  test('are each named once, with a reason', () => {
    expect(new Set(maskedUnits.map((one) => one.unit)).size).toBe(maskedUnits.length);
    expect(maskedUnits.filter((one) => one.why.length < 20)).toEqual([]);
  });
});
