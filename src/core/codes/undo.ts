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
  RB3031: {
    title: { en: 'A host was changed after the run that is to be undone', ko: '되돌리려는 실행 이후 호스트가 변경됨' },
    why: {
      en: 'What the run left on the host is neither as the journal says nor as it was before: a later run or somebody else changed it. Putting the old state back would lose that change, so nothing is taken back on this host.',
      ko: '실행이 남긴 상태가 저널과도, 이전 상태와도 다릅니다. 이후의 실행이나 다른 사람이 바꾼 것입니다. 되돌리면 그 변경을 잃게 되므로 이 호스트에서는 아무것도 되돌리지 않습니다.',
    },
    mend: {
      en: 'The message names each fact and, where a journal knows it, the later run: undo that one first. Or leave the host out with --limit.',
      ko: '메시지는 각 항목과, 알 수 있으면 이후의 실행 이름을 알려 줍니다. 그것을 먼저 되돌리거나 --limit으로 호스트를 제외하십시오.',
    },
    exit: 3,
  },
  RB3032: {
    title: { en: 'A change that an undo leaves as it is', ko: '되돌릴 수 없어 그대로 두는 변경' },
    why: {
      en: 'Its type cannot be taken back (packages, commands), it ran as an account for which the host keeps nothing, what was kept was too large or is pruned, or a later change that stays has changed it again.',
      ko: '되돌릴 수 없는 종류(패키지, 명령)이거나, 호스트가 보관하지 않는 계정으로 실행되었거나, 보관한 것이 너무 크거나 정리되었거나, 되돌릴 수 없는 이후의 변경이 다시 바꾸었습니다.',
    },
    mend: {
      en: 'Read the reason; bring it back by hand or by a playbook where it matters.',
      ko: '이유를 읽고 필요하면 손으로 또는 플레이북으로 복원하십시오.',
    },
    exit: 0,
  },
  RB3033: {
    title: { en: 'A change stays without what it was built on', ko: '토대가 사라진 채 남는 변경' },
    why: {
      en: 'The undo cannot take this change back, but takes back what the run had done before it on the host: a node of a cluster stays joined while swap, modules and the container runtime are as before.',
      ko: '이 변경은 되돌릴 수 없는데, 실행이 같은 호스트에서 먼저 한 일은 되돌립니다. 예를 들어 클러스터 노드는 그대로 남고 스왑, 모듈, 컨테이너 런타임은 이전 상태가 됩니다.',
    },
    mend: {
      en: 'Take the host out of service first (drain the node, kubeadm reset, delete it), or leave it out with --limit.',
      ko: '먼저 호스트를 서비스에서 제외하거나(노드 드레인, kubeadm reset, 노드 삭제) --limit으로 제외하십시오.',
    },
    exit: 0,
  },
  RB6060: {
    title: { en: 'There is no such run to take back', ko: '되돌릴 실행이 없음' },
    why: {
      en: 'An undo reads the journal of the run, below .runbook/runs/ of the project; there is none of that name.',
      ko: '되돌리기는 프로젝트의 .runbook/runs/에 있는 실행의 저널을 읽습니다. 그 이름의 저널이 없습니다.',
    },
    mend: {
      en: 'Name a run of this machine and project; the message lists the newest.',
      ko: '이 기계와 프로젝트의 실행 이름을 주십시오. 메시지에 최근 것이 나옵니다.',
    },
    exit: 64,
  },
  RB6061: {
    title: { en: 'The run was on another inventory', ko: '다른 인벤토리의 실행' },
    why: {
      en: 'The hosts of another inventory are other machines, even where their names are the same.',
      ko: '이름이 같아도 다른 인벤토리의 호스트는 다른 기계입니다.',
    },
    mend: { en: 'Leave -i out: the inventory of the run is taken.', ko: '-i를 빼십시오. 실행의 인벤토리가 쓰입니다.' },
    exit: 64,
  },
  RB6062: {
    title: { en: 'The journal of a run is damaged', ko: '실행의 저널이 손상됨' },
    why: {
      en: 'A line is no event, or the plan in it is not the one whose digest was journaled. What happened can then not be known for certain.',
      ko: '이벤트가 아닌 줄이 있거나, 저널의 계획이 기록된 다이제스트와 다릅니다. 무슨 일이 있었는지 확실히 알 수 없습니다.',
    },
    mend: {
      en: 'Bring the journal back from a copy, or bring the hosts back by a playbook.',
      ko: '저널을 사본에서 복원하거나 플레이북으로 호스트를 복원하십시오.',
    },
    exit: 65,
  },
  RB6063: {
    title: { en: 'The key of the secret marks is not that of the run', ko: '비밀 표식 키가 실행 때와 다름' },
    why: {
      en: 'How hosts answered about secrets is journaled as marks made with .runbook/marks.key. With another key nothing can be compared.',
      ko: '비밀에 관한 호스트의 답은 .runbook/marks.key로 만든 표식으로 기록됩니다. 다른 키로는 비교할 수 없습니다.',
    },
    mend: { en: 'Bring that file from the machine of the run, mode 0600.', ko: '그 실행을 한 기계에서 파일을 가져오십시오(모드 0600).' },
    exit: 3,
  },
  RB6064: {
    title: { en: 'An option that has no place beside undo', ko: '되돌리기와 함께 쓸 수 없는 옵션' },
    why: {
      en: 'What is taken back, and under which account, stands in the journal of the run.',
      ko: '무엇을 어떤 계정으로 되돌리는지는 실행의 저널에 있습니다.',
    },
    mend: { en: 'Leave it out.', ko: '빼십시오.' },
    exit: 64,
  },
};
