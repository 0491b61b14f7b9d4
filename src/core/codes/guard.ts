import type { CodeCatalogue } from './entry.ts';

/** Codes of the dead-man switch. */
export const guardCodes: CodeCatalogue = {
  RB3040: {
    title: { en: 'The host took a change back by itself', ko: '호스트가 변경을 스스로 되돌림' },
    why: {
      en: 'After a change that could cut the way in, a new connection through all hops must confirm it. None came through in time, so the host put back what was before. Later steps of this host were not begun.',
      ko: '접속 경로를 끊을 수 있는 변경은 모든 경유지를 거치는 새 연결로 확인되어야 합니다. 제시간에 연결되지 않아 호스트가 이전 상태로 되돌렸습니다. 이 호스트의 이후 단계는 시작하지 않았습니다.',
    },
    mend: {
      en: 'Find out why the change shuts you out (the message has what the last try to connect met), mend it in the role, then apply again.',
      ko: '변경이 접속을 막는 이유를 찾아(메시지에 마지막 연결 시도의 결과가 있음) 역할을 고친 뒤 다시 적용하십시오.',
    },
    exit: 5,
  },
  RB3041: {
    title: { en: 'Nobody knows whether a change stays', ko: '변경이 남았는지 알 수 없음' },
    why: {
      en: 'The change was not confirmed, and the host could not be entered after its time was over, or could not take all of it back.',
      ko: '변경이 확인되지 않았고, 시간이 지난 뒤에도 호스트에 접속할 수 없었거나 호스트가 전부 되돌리지 못했습니다.',
    },
    mend: {
      en: 'Look at the host at its console: journalctl -u "runbook-guard-*" and /var/lib/runbook/guard tell what it did.',
      ko: '콘솔에서 호스트를 확인하십시오. journalctl -u "runbook-guard-*"와 /var/lib/runbook/guard에 한 일이 남아 있습니다.',
    },
    exit: 5,
  },
  RB3042: {
    title: { en: 'A host could not be armed against a lock-out', ko: '접속 차단에 대비한 자동 복구를 준비하지 못함' },
    why: {
      en: 'Before a change that could cut the way in, the host writes down how to take it back and starts a timer. That failed, or another such change is not decided yet. Nothing of the step was done.',
      ko: '접속 경로를 끊을 수 있는 변경 전에 호스트는 되돌리는 방법을 기록하고 타이머를 시작합니다. 그것이 실패했거나 다른 변경이 아직 확정되지 않았습니다. 단계는 시작되지 않았습니다.',
    },
    mend: {
      en: 'Read what the host said; another change is decided after a minute at most. Then run again.',
      ko: '호스트의 메시지를 읽으십시오. 다른 변경은 길어도 1분 안에 확정됩니다. 그 뒤 다시 실행하십시오.',
    },
    exit: 1,
  },
  RB3043: {
    title: {
      en: 'A step could cut the way in, and the host cannot take it back by itself',
      ko: '접속 경로가 끊길 수 있는데 호스트가 스스로 되돌릴 수 없는 단계',
    },
    why: {
      en: 'A guarded command without `undo`, a step that does not run as root, or a tunnel that does not run as its file says: the host has nothing by which it could undo it. If it goes wrong, somebody has to go there.',
      ko: '`undo`가 없는 guarded 명령, root로 실행되지 않는 단계, 파일과 다르게 동작 중인 터널은 호스트가 되돌릴 방법이 없습니다. 잘못되면 현장에 가야 합니다.',
    },
    mend: {
      en: 'Give the command an `undo`, or run the task as root. With a console at hand, say --allow-unarmed.',
      ko: '명령에 `undo`를 주거나 작업을 root로 실행하십시오. 콘솔을 쓸 수 있으면 --allow-unarmed를 주십시오.',
    },
    exit: 3,
  },
  RB3044: {
    title: { en: 'The host took a step of an earlier run back', ko: '호스트가 이전 실행의 단계를 되돌림' },
    why: {
      en: 'The program or the link was gone before the step was confirmed, so the host put back what was before. The host is as it was before that step.',
      ko: '단계가 확인되기 전에 프로그램이나 연결이 끊겨 호스트가 이전 상태로 되돌렸습니다. 호스트는 그 단계 전의 상태입니다.',
    },
    mend: {
      en: 'See with `runbook show RUN` what it was. If it shut you out, mend the role; if only the program was gone, apply again. It is told until the next guarded step of the host.',
      ko: '`runbook show RUN`으로 무엇이었는지 확인하십시오. 접속을 막은 변경이면 역할을 고치고, 프로그램만 끊긴 것이면 다시 적용하십시오. 그 호스트의 다음 guarded 단계까지 표시됩니다.',
    },
    exit: 0,
  },
  RB3045: {
    title: {
      en: 'A host has not decided about a step of an earlier run',
      ko: '호스트가 이전 실행의 단계를 아직 확정하지 않음',
    },
    why: {
      en: 'The program or the link was gone before a step was confirmed, and the host was to take it back by itself. It has not done so within its time and 15 s more: its timer did not fire, or what it does to take it back hangs. What would be done now could be on a state that goes away, so nothing was done there.',
      ko: '단계가 확인되기 전에 프로그램이나 연결이 끊겨 호스트가 스스로 되돌려야 했습니다. 정해진 시간에 15초가 더 지나도 되돌리지 않았습니다. 타이머가 동작하지 않았거나 되돌리는 작업이 멈춰 있습니다. 지금 하는 일은 곧 사라질 상태 위에 놓일 수 있으므로 아무것도 하지 않았습니다.',
    },
    mend: {
      en: 'On the host, as root: /var/lib/runbook/guard has a folder for the step. With a file `armed` in it, `sh /var/lib/runbook/guard/NAME/undo` takes the step back now; with `firing`, see what holds it up (systemctl status runbook-guard-NAME.service). Then run again.',
      ko: '호스트에서 root로: /var/lib/runbook/guard에 단계의 폴더가 있습니다. 그 안에 `armed` 파일이 있으면 `sh /var/lib/runbook/guard/NAME/undo`가 지금 되돌립니다. `firing`이면 무엇이 막고 있는지 확인하십시오(systemctl status runbook-guard-NAME.service). 그 뒤 다시 실행하십시오.',
    },
    exit: 3,
  },
};
