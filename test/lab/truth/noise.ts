import { matchesEntry, type Footprint } from '../../../src/core/footprint.ts';
import { noisePatterns } from '../overlay-tree.ts';

/** Noise patterns that meet something that a footprint names, as `PATTERN meets ENTRY`. A command that may write anything (`**`) names nothing. */
export function manageableNoise(footprint: Footprint, patterns: readonly string[] = noisePatterns()): readonly string[] {
  const paths = [...new Set(footprint)].filter((entry) => entry.startsWith('path:'));
  return patterns.flatMap((pattern) => {
    const noise = `path:/${pattern}`;
    return paths
      .filter((entry) => entry === noise || matchesEntry(entry, noise) || matchesEntry(noise, entry))
      .map((entry) => `${pattern} meets ${entry}`);
  });
}
