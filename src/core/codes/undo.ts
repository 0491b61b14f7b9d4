import type { CodeCatalogue } from './entry.ts';

/** Codes of taking a run back. */
export const undoCodes: CodeCatalogue = {
  RB3030: {
    title: { en: 'What an undo needs could not be kept on the host', ko: '되돌리기에 필요한 것을 호스트에 보관하지 못함' },
    why: {
      en: 'Before a step that can be undone, the host keeps what it changes in /var/lib/runbook/undo. The disk is full or read-only, or somebody else made that folder. Nothing of the step was done.',
      ko: '되돌릴 수 있는 단계 전에 호스트는 바뀔 것을 /var/lib/runbook/undo에 보관합니다. 디스크가 가득 찼거나 읽기 전용이거나 다른 누군가가 그 폴더를 만들었습니다. 단계는 시작되지 않았습니다.',
    },
    mend: {
      en: 'Read what the message says; make room, or move the foreign folder away, then run again.',
      ko: '메시지를 읽고 공간을 확보하거나 낯선 폴더를 치운 뒤 다시 실행하십시오.',
    },
    exit: 1,
  },
};
