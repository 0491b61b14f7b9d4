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
};
