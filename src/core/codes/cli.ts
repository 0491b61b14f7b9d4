import type { CodeCatalogue } from './entry.ts';

/** Codes of the command line. */
export const cliCodes: CodeCatalogue = {
  RB6001: {
    title: { en: 'No inventory was found', ko: '인벤토리를 찾을 수 없음' },
    why: {
      en: 'There is no `inventory/site` here, and not just one folder in `inventory/`; or the folder that was named is not there.',
      ko: '`inventory/site`가 없고 `inventory/`에 폴더가 하나만 있지도 않거나, 지정한 폴더가 없습니다.',
    },
    mend: {
      en: 'Name one with -i FOLDER, or go to the folder that holds `inventory/`.',
      ko: '-i FOLDER로 지정하거나 `inventory/`가 있는 폴더로 가십시오.',
    },
    exit: 64,
  },
  RB6002: {
    title: { en: 'There is no such playbook', ko: '그런 플레이북이 없음' },
    why: { en: 'Neither `playbooks/NAME.yml` nor a file of that path is there.', ko: '`playbooks/NAME.yml`도, 그 경로의 파일도 없습니다.' },
    mend: { en: 'Look into `playbooks/` and name one of the files there.', ko: '`playbooks/`를 보고 그 안의 파일 이름을 쓰십시오.' },
    exit: 64,
  },
  RB6003: {
    title: { en: 'Nobody can be asked', ko: '확인을 받을 수 없음' },
    why: { en: 'There is no terminal in which the question could be answered.', ko: '질문에 답할 터미널이 없습니다.' },
    mend: {
      en: 'Say --yes when you have read the plan, or run it in a terminal.',
      ko: '계획을 읽었다면 --yes를 쓰거나 터미널에서 실행하십시오.',
    },
    exit: 64,
  },
  RB6004: {
    title: { en: 'There is no such run', ko: '그런 실행 기록이 없음' },
    why: { en: 'No folder of that name is below `.runbook/runs/`.', ko: '`.runbook/runs/` 아래에 그 이름의 폴더가 없습니다.' },
    mend: {
      en: 'Say `runbook show last`, or look into `.runbook/runs/`.',
      ko: '`runbook show last`를 쓰거나 `.runbook/runs/`를 보십시오.',
    },
    exit: 64,
  },
  RB6005: {
    title: { en: 'Nothing is known of this topic', ko: '알 수 없는 주제' },
    why: { en: 'It is neither a code nor a resource type of this version.', ko: '이 버전의 코드도 리소스 유형도 아닙니다.' },
    mend: { en: 'Say `runbook explain` for the list.', ko: '`runbook explain`으로 목록을 보십시오.' },
    exit: 64,
  },
  RB6006: {
    title: { en: 'A variable on the command line cannot be read', ko: '명령줄 변수를 읽을 수 없음' },
    why: {
      en: '-e takes NAME=VALUE, a JSON object, or @FILE with a JSON object.',
      ko: '-e는 NAME=VALUE, JSON 객체, 또는 JSON 파일(@FILE)을 받습니다.',
    },
    mend: { en: 'Write it in one of these forms.', ko: '이 형식 중 하나로 쓰십시오.' },
    exit: 64,
  },
  RB6007: {
    title: { en: 'The lab inventory has no lab', ko: '랩 인벤토리에 실제 랩이 없음' },
    why: {
      en: 'The inventory is marked `lab: true`, and no lab is running on this machine.',
      ko: '인벤토리에 `lab: true`가 있지만 이 컴퓨터에 실행 중인 랩이 없습니다.',
    },
    mend: {
      en: 'Build it with `runbook lab up` (as root), or name another inventory with -i.',
      ko: '`runbook lab up`(root)으로 만들거나 -i로 다른 인벤토리를 지정하십시오.',
    },
    exit: 64,
  },
  RB6008: {
    title: { en: 'The rehearsal found something wrong', ko: '리허설에서 문제 발견' },
    why: {
      en: 'A check of the rehearsal did not pass: the second apply changed something, or the site does not do what it should.',
      ko: '리허설 점검에 실패했습니다. 두 번째 apply가 무언가를 바꾸었거나 사이트가 제대로 동작하지 않습니다.',
    },
    mend: {
      en: 'The lab stays up: look at the host that the message names with `runbook lab ssh HOST`.',
      ko: '랩은 켜져 있습니다. `runbook lab ssh HOST`로 해당 호스트를 확인하십시오.',
    },
    exit: 1,
  },
  RB6010: {
    title: { en: 'The key of the secret marks cannot be used', ko: '비밀 표시 키를 쓸 수 없음' },
    why: {
      en: 'Plans and journals hold keyed marks instead of what could give a secret away. The key, .runbook/marks.key, must be readable by its owner only.',
      ko: '계획과 저널에는 비밀을 드러낼 수 있는 값 대신 키가 있는 표시가 들어갑니다. 그 키 .runbook/marks.key 는 소유자만 읽을 수 있어야 합니다.',
    },
    mend: {
      en: 'chmod 600 the file; when it is damaged, remove it and plan again.',
      ko: '파일을 chmod 600 하고, 손상되었으면 지운 뒤 다시 계획하십시오.',
    },
    exit: 65,
  },
  RB6009: {
    title: { en: 'A host key was not stored', ko: '호스트 키를 저장하지 않음' },
    why: { en: 'The fingerprint was not confirmed.', ko: '지문이 확인되지 않았습니다.' },
    mend: {
      en: 'Compare it with what the console of the host shows (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`).',
      ko: '호스트 콘솔의 값(`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`)과 비교하십시오.',
    },
    exit: 3,
  },
  RB6020: {
    title: { en: 'A time for --valid-until cannot be used', ko: '--valid-until 시각을 쓸 수 없음' },
    why: { en: 'It is no time and no duration, or it is over already.', ko: '시각도 기간도 아니거나 이미 지났습니다.' },
    mend: {
      en: 'Write 2026-11-30 03:30 (time of this machine), 2026-11-30T03:30+09:00, or a duration: 90m, 8h, 3d.',
      ko: '2026-11-30 03:30(이 컴퓨터의 시각), 2026-11-30T03:30+09:00, 또는 기간 90m, 8h, 3d로 쓰십시오.',
    },
    exit: 64,
  },
  RB6021: {
    title: { en: 'A plan file cannot be written or read', ko: '계획 파일을 쓰거나 읽을 수 없음' },
    why: {
      en: 'The folder is not there, may not be written or read, or something that is no file stands there. A file larger than 256 MiB is not read.',
      ko: '폴더가 없거나 권한이 없거나, 파일이 아닌 것이 있습니다. 256 MiB보다 큰 파일은 읽지 않습니다.',
    },
    mend: { en: 'Name another place, or look at owner and mode.', ko: '다른 위치를 지정하거나 소유자와 모드를 확인하십시오.' },
    exit: 64,
  },
  RB6022: {
    title: { en: 'The file is no plan', ko: '계획 파일이 아님' },
    why: {
      en: 'It is no JSON object, or it breaks off: it was damaged on its way, or it is something else.',
      ko: 'JSON 객체가 아니거나 중간에 끊겼습니다. 전송 중 손상되었거나 다른 파일입니다.',
    },
    mend: {
      en: 'Bring the file again, and compare `sha256sum` on both sides.',
      ko: '파일을 다시 가져오고 양쪽에서 `sha256sum`을 비교하십시오.',
    },
    exit: 3,
  },
  RB6023: {
    title: { en: 'The plan has a format that this program does not know', ko: '이 프로그램이 모르는 계획 형식' },
    why: { en: 'It was written by another version.', ko: '다른 버전이 쓴 파일입니다.' },
    mend: {
      en: 'Use the version that made the plan, or plan again with this one.',
      ko: '계획을 만든 버전을 쓰거나 이 버전으로 다시 계획하십시오.',
    },
    exit: 3,
  },
  RB6024: {
    title: { en: 'The plan file was written anew by something else', ko: '계획 파일이 다른 프로그램으로 다시 쓰였음' },
    why: {
      en: 'A plan has exactly one text (RFC 8785). This file has another: an editor, a formatter or a transfer changed bytes. Its digest and its signatures are those of another file.',
      ko: '계획의 텍스트는 하나뿐입니다(RFC 8785). 편집기, 정렬 도구, 전송 과정이 바이트를 바꾸었습니다. 다이제스트와 서명은 다른 파일의 것입니다.',
    },
    mend: { en: 'Bring the file again as it was written.', ko: '원래 파일을 그대로 다시 가져오십시오.' },
    exit: 3,
  },
  RB6025: {
    title: { en: 'A member of the plan is not as the format wants it', ko: '계획의 항목이 형식에 맞지 않음' },
    why: {
      en: 'Something is missing, unknown, or not of the form that it must have. Nothing of such a plan is used.',
      ko: '항목이 없거나, 모르는 것이거나, 형식이 다릅니다. 이런 계획은 전혀 쓰지 않습니다.',
    },
    mend: {
      en: 'Plan again. If this program wrote the file as it is, that is a fault of the program.',
      ko: '다시 계획하십시오. 이 프로그램이 쓴 그대로라면 프로그램의 결함입니다.',
    },
    exit: 3,
  },
  RB6026: {
    title: { en: 'The plan contradicts itself', ko: '계획이 스스로 모순됨' },
    why: {
      en: 'A content is not what its digest says, a step is named twice or stands out of order, or something is named that the plan does not have.',
      ko: '내용이 다이제스트와 다르거나, 단계가 두 번 나오거나 순서가 틀리거나, 계획에 없는 것을 가리킵니다.',
    },
    mend: { en: 'Bring the file again, or plan again.', ko: '파일을 다시 가져오거나 다시 계획하십시오.' },
    exit: 3,
  },
  RB6027: {
    title: { en: 'This option has no place beside a plan file', ko: '계획 파일과 함께 쓸 수 없는 옵션' },
    why: {
      en: 'What is done stands in the plan, and was approved as it stands. The option would change it.',
      ko: '할 일은 계획에 적혀 있고 그대로 승인되었습니다. 이 옵션은 그것을 바꿉니다.',
    },
    mend: { en: 'Leave it out, or plan again with it.', ko: '빼거나, 그 옵션으로 다시 계획하십시오.' },
    exit: 64,
  },
  RB6028: {
    title: { en: 'The plan is over', ko: '계획의 유효 기간이 지남' },
    why: { en: 'It was made with --valid-until, and that time has passed.', ko: '--valid-until로 만든 계획이며 그 시각이 지났습니다.' },
    mend: { en: 'Look at the clock of this machine, then plan again.', ko: '이 컴퓨터의 시계를 확인하고 다시 계획하십시오.' },
    exit: 3,
  },
  RB6029: {
    title: { en: 'A host is another than the plan was made for', ko: '계획을 만든 호스트가 아님' },
    why: {
      en: 'Its address, its port, the way to it or its trusted host keys are not what they were when the plan was made, or the inventory does not have it.',
      ko: '주소, 포트, 경유지, 신뢰하는 호스트 키가 계획 당시와 다르거나 인벤토리에 없습니다.',
    },
    mend: {
      en: 'Name the inventory that the plan was made with (-i). If the host has really changed, plan again.',
      ko: '계획을 만든 인벤토리를 -i로 지정하십시오. 호스트가 정말 바뀌었으면 다시 계획하십시오.',
    },
    exit: 3,
  },
  RB6030: {
    title: { en: 'What the plan was made from has changed', ko: '계획의 입력이 바뀜' },
    why: {
      en: 'Files or secrets are not what they were. The plan does what it says all the same; --require-same-inputs and --approve-stages refuse it.',
      ko: '파일이나 비밀 값이 계획 당시와 다릅니다. 계획은 적힌 대로 하지만, --require-same-inputs와 --approve-stages는 거부합니다.',
    },
    mend: { en: 'Plan again, or bring the inputs back as they were.', ko: '다시 계획하거나 입력을 원래대로 돌리십시오.' },
    exit: 3,
  },
  RB6031: {
    title: { en: 'A file whose content the plan writes is not what it was', ko: '계획이 쓰는 파일의 내용이 바뀜' },
    why: {
      en: 'Contents over 64 KiB are named by their file in the project and its digest. The file is gone, or its digest is another.',
      ko: '64 KiB가 넘는 내용은 프로젝트의 파일과 다이제스트로 지정됩니다. 파일이 없거나 다이제스트가 다릅니다.',
    },
    mend: { en: 'Bring the file back as it was, or plan again.', ko: '파일을 원래대로 돌리거나 다시 계획하십시오.' },
    exit: 3,
  },
  RB6032: {
    title: { en: 'The key of the secret marks is another than that of the plan', ko: '비밀 표시 키가 계획과 다름' },
    why: {
      en: 'What hosts had where secrets are is in the plan as marks that only the key of the site can compare. This machine has another key.',
      ko: '비밀과 관련된 호스트 상태는 사이트 키로만 비교할 수 있는 표시로 들어 있습니다. 이 컴퓨터의 키가 다릅니다.',
    },
    mend: {
      en: 'Bring .runbook/marks.key (mode 0600) from the machine that planned, or plan here.',
      ko: '계획한 컴퓨터의 .runbook/marks.key(모드 0600)를 가져오거나 여기서 계획하십시오.',
    },
    exit: 3,
  },
  RB6033: {
    title: { en: 'What the plan was made from has changed since', ko: '계획 이후 입력이 바뀜' },
    why: {
      en: 'A warning: files or secrets are not what they were. The plan does what it says; it does not know of what was changed.',
      ko: '경고입니다. 파일이나 비밀 값이 바뀌었습니다. 계획은 적힌 대로만 하며 바뀐 것은 모릅니다.',
    },
    mend: {
      en: 'Plan again when the change matters; --require-same-inputs makes this a refusal.',
      ko: '변경이 중요하면 다시 계획하십시오. --require-same-inputs를 쓰면 거부합니다.',
    },
    exit: 0,
  },
  RB6034: {
    title: { en: 'The plan ends before what it needs', ko: '계획에 필요한 것이 들어 있지 않음' },
    why: {
      en: 'A step waits for a value that no step of the plan and no host brings.',
      ko: '어떤 단계가 계획의 단계나 호스트가 만들지 않는 값을 기다립니다.',
    },
    mend: { en: 'Plan again.', ko: '다시 계획하십시오.' },
    exit: 3,
  },
  RB6035: {
    title: { en: 'No host key is trusted here yet', ko: '신뢰하는 호스트 키가 아직 없음' },
    why: {
      en: 'The plan names the host keys that were trusted where it was made. On this machine known_hosts of the inventory has none of these hosts, so nothing says that they are the same.',
      ko: '계획에는 작성한 곳에서 신뢰한 호스트 키가 들어 있습니다. 이 컴퓨터에는 인벤토리의 known_hosts에 해당 호스트의 키가 없어 같은 호스트인지 알 수 없습니다.',
    },
    mend: {
      en: 'Collect the host keys once with runbook trust, comparing them with another source, or bring known_hosts from the machine that planned.',
      ko: 'runbook trust로 호스트 키를 한 번 수집하여 다른 출처와 비교하거나, 계획을 작성한 컴퓨터의 known_hosts를 가져오십시오.',
    },
    exit: 3,
  },
  RB6072: {
    title: { en: 'A lock is removed only with a reason', ko: '잠금을 제거하려면 사유가 필요함' },
    why: {
      en: 'Without its lock a host can be written to by two runs at the same time. The journal keeps who removed it, and why.',
      ko: '잠금이 없으면 두 실행이 한 호스트에 동시에 쓸 수 있습니다. 누가 왜 제거했는지 저널에 남깁니다.',
    },
    mend: { en: 'Say it: runbook unlock HOST --reason "…".', ko: '사유를 적으십시오: runbook unlock HOST --reason "…".' },
    exit: 64,
  },
  RB6073: {
    title: { en: 'unlock takes one host', ko: 'unlock은 호스트 하나만 받음' },
    why: { en: 'Each lock is looked at by itself.', ko: '잠금은 하나씩 확인해야 합니다.' },
    mend: { en: 'Name one host.', ko: '호스트 하나의 이름을 적으십시오.' },
    exit: 64,
  },
  RB6070: {
    title: { en: 'The HTML page cannot be written', ko: 'HTML 문서를 쓸 수 없음' },
    why: {
      en: 'The folder of the file that --html names is not there or cannot be written to, or something else stands at its place.',
      ko: '--html로 지정한 파일의 디렉터리가 없거나 쓸 수 없거나, 그 자리에 파일이 아닌 것이 있습니다.',
    },
    mend: { en: 'Name a file in a folder that is there.', ko: '있는 디렉터리 안의 파일을 지정하십시오.' },
    exit: 64,
  },
  RB6071: {
    title: { en: 'The run has no plan to make a page of', ko: '문서로 만들 계획이 실행 기록에 없음' },
    why: {
      en: 'The page of a run shows what happened beside what was planned. The journal of this run holds no plan, or one that this program does not read.',
      ko: '실행 결과 문서는 계획과 결과를 나란히 보여 줍니다. 이 실행의 저널에는 계획이 없거나, 이 프로그램이 읽지 못하는 계획이 있습니다.',
    },
    mend: {
      en: 'Look at the run with `runbook show RUN`, without --html.',
      ko: '--html 없이 `runbook show RUN`으로 확인하십시오.',
    },
    exit: 65,
  },
};
