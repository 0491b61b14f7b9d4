import { EXIT } from '../exit-code.ts';
import type { CodeCatalogue } from './entry.ts';

/** Codes of the general resource types: RB2000 to RB2499. */
export const resourceCodes: CodeCatalogue = {
  RB2000: {
    title: { en: 'Something of another kind stands at the path', ko: '경로에 다른 종류의 것이 이미 있음' },
    why: {
      en: 'A file, folder or link is wanted where the host has something of another kind, and replacing it would lose what it holds.',
      ko: '파일, 디렉터리 또는 링크를 두어야 할 자리에 호스트에는 다른 종류의 것이 있으며, 바꾸면 그 내용을 잃게 됩니다.',
    },
    mend: {
      en: 'Look at the path on the host; move what is there away by hand, or correct the path in the task.',
      ko: '호스트에서 그 경로를 확인하고, 있는 것을 직접 옮기거나 작업에 적은 경로를 고치십시오.',
    },
    exit: EXIT.stepFailed,
  },
};
