import type { CodeCatalogue } from './entry.ts';

/** Codes of the records of runs. */
export const journalCodes: CodeCatalogue = {
  RB6080: {
    title: { en: 'A journal is not as it was written', ko: '저널이 기록된 그대로가 아님' },
    why: {
      en: 'Each record holds the digest of the one before it. Where they do not follow each other, a record was changed, removed, added or moved after it was written, or the disk lost it.',
      ko: '각 기록에는 바로 앞 기록의 다이제스트가 들어 있습니다. 서로 이어지지 않으면 기록된 뒤에 변경, 삭제, 추가 또는 이동되었거나 디스크에서 손상된 것입니다.',
    },
    mend: {
      en: 'Take the journal from a copy. Records before the named line still hold.',
      ko: '사본에서 저널을 가져오십시오. 알려 준 줄보다 앞의 기록은 유효합니다.',
    },
    exit: 65,
  },
  RB6081: {
    title: { en: 'This head is not in the journal', ko: '이 헤드가 저널에 없음' },
    why: {
      en: 'The chain is whole, but no record of it has that digest. The head is of another run, or somebody wrote the whole journal anew.',
      ko: '체인은 온전하지만 그 다이제스트를 가진 기록이 없습니다. 다른 실행의 헤드이거나 누군가 저널 전체를 다시 쓴 것입니다.',
    },
    mend: {
      en: 'Compare the name of the run beside the head. If it is the same, do not believe this journal; take it from a copy.',
      ko: '헤드 옆에 적힌 실행 이름을 비교하십시오. 같다면 이 저널을 믿지 말고 사본에서 가져오십시오.',
    },
    exit: 65,
  },
  RB6090: {
    title: { en: 'There is no run to go on with', ko: '이어서 실행할 실행이 없음' },
    why: {
      en: 'The newest run that wrote came to its end, or none has written yet.',
      ko: '가장 최근에 쓴 실행이 끝까지 마쳤거나 아직 쓴 실행이 없습니다.',
    },
    mend: {
      en: '`runbook history` lists the runs; `runbook apply` plans anew.',
      ko: '`runbook history`가 실행 목록을 보여 줍니다. `runbook apply`는 새로 계획합니다.',
    },
    exit: 64,
  },
  RB6092: {
    title: { en: 'A time limit cannot be used', ko: '시간 제한을 쓸 수 없음' },
    why: {
      en: '--deadline takes an hour of this machine (03:30) or a time with its date that has not passed; --timeout takes a duration (90m, 8h).',
      ko: '--deadline에는 이 기계의 시각(03:30)이나 아직 지나지 않은 날짜와 시각을, --timeout에는 기간(90m, 8h)을 씁니다.',
    },
    mend: { en: 'Write it so.', ko: '그 형식으로 쓰십시오.' },
    exit: 64,
  },
  RB6091: {
    title: { en: 'That run cannot be gone on with', ko: '그 실행은 이어서 할 수 없음' },
    why: {
      en: 'It came to its end, nothing of it was begun, another run went on with it already, or it did not apply a plan.',
      ko: '이미 끝났거나, 시작된 것이 없거나, 다른 실행이 이미 이어서 했거나, 계획을 적용한 실행이 아닙니다.',
    },
    mend: {
      en: '`runbook history` lists the runs; `runbook apply` plans anew.',
      ko: '`runbook history`가 실행 목록을 보여 줍니다. `runbook apply`는 새로 계획합니다.',
    },
    exit: 64,
  },
  RB6082: {
    title: { en: 'The access record cannot be written there', ko: '접속 기록을 그곳에 쓸 수 없음' },
    why: {
      en: 'The folder is not there, something else stands at that place, or the disk is full.',
      ko: '폴더가 없거나, 그 자리에 다른 것이 있거나, 디스크가 가득 찼습니다.',
    },
    mend: { en: 'Name another place with --csv or --html.', ko: '--csv 또는 --html로 다른 곳을 지정하십시오.' },
    exit: 64,
  },
  RB6083: {
    title: { en: 'The site wants more in the journal', ko: '현장이 요구하는 기록 항목이 없음' },
    why: {
      en: 'The inventory says `journal: { demand: … }`: nobody enters a host without naming these. Nothing was contacted.',
      ko: '인벤토리에 `journal: { demand: … }`가 있어, 이 항목을 밝히지 않으면 호스트에 접속할 수 없습니다. 어디에도 접속하지 않았습니다.',
    },
    mend: {
      en: 'Say --operator NAME, --ticket NUMBER or --reason TEXT, as the message names them.',
      ko: '메시지에 나온 대로 --operator 이름, --ticket 번호, --reason 사유를 지정하십시오.',
    },
    exit: 64,
  },
  RB6085: {
    title: { en: 'The journal cannot be written', ko: '저널을 쓸 수 없음' },
    why: {
      en: 'The disk of this machine is full or read-only, or its folder is somebody else’s. Nothing is done on a host without a record: no further step was sent. What had been sent before goes on to its end there.',
      ko: '이 컴퓨터의 디스크가 가득 찼거나 읽기 전용이거나 폴더 권한이 없습니다. 기록 없이는 호스트에서 아무것도 하지 않으므로 더 이상 단계를 보내지 않았습니다. 이미 보낸 단계는 호스트에서 끝까지 진행됩니다.',
    },
    mend: {
      en: 'Make room, then apply again: what is done is found done. `runbook journal verify` tells of a last record that was torn.',
      ko: '공간을 확보한 뒤 다시 apply하십시오. 끝난 것은 끝난 것으로 확인됩니다. 잘린 마지막 기록은 `runbook journal verify`가 알려 줍니다.',
    },
    exit: 1,
  },
  RB6084: {
    title: { en: 'A signature of a journal does not count', ko: '저널 서명이 유효하지 않음' },
    why: {
      en: 'It is damaged, over another journal or another end of this one, or its key is not in `allowed_signers` for the namespace runbook-journal.',
      ko: '서명이 손상되었거나, 다른 저널 또는 이 저널의 다른 시점에 대한 것이거나, 그 키가 `allowed_signers`에 runbook-journal 용도로 없습니다.',
    },
    mend: {
      en: 'Compare the head with what was printed and told to the hosts. If that is the one, have it signed anew: `runbook journal sign`.',
      ko: '출력되었거나 호스트 로그에 남은 헤드와 비교하십시오. 일치하면 `runbook journal sign`으로 다시 서명하십시오.',
    },
    exit: 65,
  },
};
