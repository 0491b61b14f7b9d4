import type { CodeCatalogue } from './entry.ts';

/** Codes of planning and running. */
export const engineCodes: CodeCatalogue = {
  RB3001: {
    title: { en: 'A step could never begin', ko: '결코 시작될 수 없는 단계' },
    why: {
      en: 'It needs a value of another host that is made in a later batch or play, or the two wait for each other in a circle.',
      ko: '다른 호스트의 값이 필요한데, 그 값은 나중 배치나 play에서 만들어지거나 서로를 기다리는 순환이 있습니다.',
    },
    mend: {
      en: 'Move the task that makes the value before this one, or put both hosts into one batch (`serial`).',
      ko: '값을 만드는 작업을 앞으로 옮기거나 두 호스트를 한 배치(`serial`)에 두십시오.',
    },
    exit: 65,
  },
  RB3002: {
    title: { en: 'A secret would be an argument of a command', ko: '비밀 값이 명령 인자로 쓰임' },
    why: {
      en: 'Every account of a host can read the arguments of running commands, and sudo logs them.',
      ko: '호스트의 모든 계정이 실행 중인 명령의 인자를 볼 수 있고 sudo가 기록합니다.',
    },
    mend: { en: 'Put it into a file of mode 0600, or give it on standard input.', ko: '모드 0600 파일에 쓰거나 표준 입력으로 주십시오.' },
    exit: 65,
  },
  RB3003: {
    title: { en: 'Not as declared, and nothing to do about it now', ko: '선언과 다르지만 지금 할 수 있는 일이 없음' },
    why: {
      en: 'The rest happens by itself later (after the next boot), or cannot be done by this program.',
      ko: '나머지는 나중에(다음 부팅 후) 이루어지거나 이 프로그램이 할 수 없습니다.',
    },
    mend: { en: 'Read what the message says; plan a restart where it says so.', ko: '메시지를 읽고, 재시작이 필요하면 계획하십시오.' },
    exit: 0,
  },
  RB3004: {
    title: { en: 'A value of a host outside the limit is missing', ko: '제한 밖 호스트의 값이 아직 없음' },
    why: {
      en: 'A host in scope needs a value (a public key) that another host does not have yet, and that other host is not to be changed in this run.',
      ko: '대상 호스트에 다른 호스트의 값(공개 키 등)이 필요하지만 아직 없고, 그 호스트는 이번 실행의 대상이 아닙니다.',
    },
    mend: {
      en: 'Add the other host to --limit, or run the playbook on it first.',
      ko: '--limit에 그 호스트를 넣거나 먼저 그 호스트에 실행하십시오.',
    },
    exit: 65,
  },
  RB3005: {
    title: { en: 'The next stage cannot be planned', ko: '다음 단계(stage)를 계획할 수 없음' },
    why: {
      en: 'What should have become known in the last stage is still unknown.',
      ko: '지난 stage에서 알려졌어야 할 것이 아직 알려지지 않았습니다.',
    },
    mend: {
      en: 'Look at the step that the message names: it ran and did not bring what was expected.',
      ko: '메시지가 가리키는 단계를 확인하십시오. 실행되었지만 기대한 결과가 없습니다.',
    },
    exit: 1,
  },
  RB3101: {
    title: { en: 'The host is not as it was when the plan was made', ko: '계획할 때와 호스트 상태가 다름' },
    why: {
      en: 'Someone or something changed it between planning and the step. The host itself refused the step, and nothing of it was done.',
      ko: '계획과 실행 사이에 누군가 변경했습니다. 호스트가 스스로 거부했으며 아무것도 하지 않았습니다.',
    },
    mend: { en: 'Find out who changed it, then plan again.', ko: '누가 변경했는지 확인하고 다시 계획하십시오.' },
    exit: 3,
  },
  RB3102: {
    title: { en: 'A command or a write of a step failed', ko: '단계의 명령 또는 쓰기가 실패함' },
    why: {
      en: 'The message shows the exit code and what it printed last. Files are replaced only when all went well.',
      ko: '메시지에 종료 코드와 마지막 출력이 있습니다. 파일은 모두 성공했을 때만 교체됩니다.',
    },
    mend: {
      en: 'Mend the cause, then run again: what is done is found done.',
      ko: '원인을 고친 뒤 다시 실행하십시오. 끝난 일은 끝난 것으로 확인됩니다.',
    },
    exit: 1,
  },
  RB3103: {
    title: { en: 'Everything was done, and it does not look as planned', ko: '모두 실행했지만 계획한 상태가 아님' },
    why: {
      en: 'After the step the host was asked again and answered differently from what the plan says.',
      ko: '단계가 끝난 뒤 다시 확인했더니 계획과 다르게 답했습니다.',
    },
    mend: {
      en: 'Something on the host undoes the change: look at it, then plan again.',
      ko: '호스트의 무언가가 변경을 되돌립니다. 확인하고 다시 계획하십시오.',
    },
    exit: 1,
  },
  RB3104: {
    title: { en: 'A command did not end within its time limit', ko: '명령이 제한 시간 안에 끝나지 않음' },
    why: {
      en: 'It was ended with everything it had started. The message shows what it printed last.',
      ko: '그 명령과 그것이 시작한 모든 것을 끝냈습니다. 마지막 출력이 메시지에 있습니다.',
    },
    mend: { en: 'Look at why it hangs, then run again.', ko: '멈춘 이유를 확인하고 다시 실행하십시오.' },
    exit: 1,
  },
  RB3105: {
    title: { en: 'A long command is still running on the host', ko: '긴 명령이 호스트에서 아직 실행 중' },
    why: {
      en: 'Package transactions and kubeadm are never killed half way, so the command was left alone at its time limit.',
      ko: '패키지 트랜잭션과 kubeadm은 도중에 끝내지 않으므로 제한 시간이 지나도 그대로 두었습니다.',
    },
    mend: {
      en: 'Wait, then run again: the command is found and waited for.',
      ko: '기다렸다가 다시 실행하십시오. 그 명령을 찾아 끝날 때까지 기다립니다.',
    },
    exit: 5,
  },
  RB3106: {
    title: { en: 'A step was not begun: what it needs is not there', ko: '필요한 값이 없어 단계를 시작하지 않음' },
    why: {
      en: 'The step on another host that makes the value did not succeed.',
      ko: '값을 만드는 다른 호스트의 단계가 성공하지 못했습니다.',
    },
    mend: { en: 'Mend that host first, then run again.', ko: '그 호스트를 먼저 고치고 다시 실행하십시오.' },
    exit: 1,
  },
  RB3120: {
    title: { en: 'Another run writes to this host', ko: '다른 실행이 이 호스트에 쓰는 중' },
    why: {
      en: 'One run writes to a host at a time. The other one has the lock of the host and renews it, or what it has begun there has not ended yet. It was waited for.',
      ko: '한 호스트에는 한 번에 하나의 실행만 씁니다. 다른 실행이 호스트의 잠금을 가지고 갱신하고 있거나, 그 실행이 시작한 작업이 아직 끝나지 않았습니다. 기다려 보았습니다.',
    },
    mend: {
      en: 'Wait until it has ended, then run again. When you know that nobody works there: runbook unlock HOST --reason "…".',
      ko: '끝날 때까지 기다렸다가 다시 실행하십시오. 아무도 작업하지 않는 것이 확실하면 runbook unlock HOST --reason "…"을 실행하십시오.',
    },
    exit: 3,
  },
  RB3121: {
    title: { en: 'The lock of the host was taken away', ko: '호스트의 잠금을 빼앗김' },
    why: {
      en: 'Somebody removed it with `runbook unlock`, or another run took it over after its lease had ended. The step in hand was finished; no further one was begun.',
      ko: '누군가 `runbook unlock`으로 제거했거나, 임대 시간이 끝난 뒤 다른 실행이 가져갔습니다. 진행 중이던 단계는 끝냈고 다음 단계는 시작하지 않았습니다.',
    },
    mend: {
      en: 'Find out who works on the host (`runbook history`), then run again.',
      ko: '호스트에서 누가 작업하는지 확인하고(`runbook history`) 다시 실행하십시오.',
    },
    exit: 3,
  },
  RB3122: {
    title: { en: 'The lock of the host cannot be taken', ko: '호스트의 잠금을 얻을 수 없음' },
    why: {
      en: 'Its folder (/run/runbook; for accounts other than root /var/tmp/runbook-UID) belongs to somebody else, others may write into it, or its file system takes nothing more.',
      ko: '잠금 폴더(/run/runbook, root가 아닌 계정은 /var/tmp/runbook-UID)의 소유자가 다르거나, 다른 사용자가 쓸 수 있거나, 파일 시스템이 가득 찼습니다.',
    },
    mend: { en: 'Mend that place on the host, then run again.', ko: '호스트에서 그 위치를 고치고 다시 실행하십시오.' },
    exit: 3,
  },
  RB3123: {
    title: { en: 'A lock could not be removed', ko: '잠금을 제거할 수 없음' },
    why: {
      en: 'Its folder belongs to somebody else, or the account may not write there.',
      ko: '잠금 폴더의 소유자가 다르거나 계정에 쓰기 권한이 없습니다.',
    },
    mend: {
      en: 'Look at /run/runbook on the host (for accounts other than root /var/tmp/runbook-UID).',
      ko: '호스트의 /run/runbook을 확인하십시오(root가 아닌 계정은 /var/tmp/runbook-UID).',
    },
    exit: 1,
  },
  RB3107: {
    title: { en: 'A host gave no usable value', ko: '호스트가 쓸 수 있는 값을 주지 않음' },
    why: {
      en: 'Its answer does not have the form that such a value has. What hosts answer is checked before it is used anywhere.',
      ko: '답의 형식이 맞지 않습니다. 호스트의 답은 쓰기 전에 검사합니다.',
    },
    mend: { en: 'Look at the resource on that host.', ko: '그 호스트의 해당 리소스를 확인하십시오.' },
    exit: 1,
  },
};
