import type { Bilingual } from '../../core/codes/entry.ts';
import type { Hole } from '../../core/hole.ts';

/** What stands in the place of a value that is not known yet, or that must not be seen. */
export function holeWords(hole: Hole): Bilingual {
  switch (hole.kind) {
    case 'output': {
      const { host, address, output } = hole;
      return hole.secret
        ? { en: `(secret ${output}, known after ${host} ${address})`, ko: `(비밀 값 ${output}, ${host} ${address} 이후 확정)` }
        : { en: `(${output}, known after ${host} ${address})`, ko: `(${output}, ${host} ${address} 이후 확정)` };
    }
    case 'secret':
      return { en: `(secret ${hole.name})`, ko: `(비밀 값 ${hole.name})` };
    case 'digest':
      return { en: '(digest of the content)', ko: '(내용의 다이제스트)' };
    case 'unknown':
      return { en: `(known after ${hole.until})`, ko: `(${hole.until} 이후 확정)` };
  }
}
