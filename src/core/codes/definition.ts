import { ageCodes } from './age.ts';
import type { CodeCatalogue } from './entry.ts';
import { inventoryCodes } from './inventory.ts';

/** Codes of what the operator wrote: files, inventory, playbooks and roles, variables and templates, secrets, expansion. */
export const definitionCodes: CodeCatalogue = {
  ...inventoryCodes,
  ...ageCodes,
  RB1200: {
    title: { en: 'There is no such role', ko: '그런 역할이 없음' },
    why: { en: 'A role is a folder of `roles/`.', ko: '역할은 `roles/`의 폴더입니다.' },
    mend: { en: 'Correct the name, or make the folder.', ko: '이름을 고치거나 폴더를 만드십시오.' },
    exit: 65,
  },
  RB1201: {
    title: { en: 'There is no such resource type', ko: '그런 리소스 종류가 없음' },
    why: {
      en: 'A task has one key that names what it manages, and this is none that the program knows.',
      ko: '작업에는 관리 대상을 나타내는 키가 하나 있는데, 이것은 프로그램이 모르는 종류입니다.',
    },
    mend: { en: '`runbook explain` lists the types.', ko: '`runbook explain`이 종류를 보여 줍니다.' },
    exit: 65,
  },
  RB1202: {
    title: { en: 'There is no such parameter', ko: '그런 매개변수가 없음' },
    why: { en: 'The resource type does not have it.', ko: '그 리소스 종류에 없는 매개변수입니다.' },
    mend: {
      en: 'Correct it; `runbook explain TYPE` lists the parameters.',
      ko: '고치십시오. `runbook explain TYPE`이 매개변수를 보여 줍니다.',
    },
    exit: 65,
  },
  RB1203: {
    title: { en: 'A parameter that cannot be so', ko: '매개변수 값이 잘못됨' },
    why: {
      en: 'It is missing, of the wrong kind, or does not go with the others.',
      ko: '빠졌거나, 종류가 다르거나, 다른 매개변수와 맞지 않습니다.',
    },
    mend: { en: '`runbook explain TYPE` says what each parameter takes.', ko: '`runbook explain TYPE`이 각 매개변수를 설명합니다.' },
    exit: 65,
  },
  RB1204: {
    title: { en: 'A word of Ansible that is not read here', ko: '여기서 읽지 않는 Ansible 낱말' },
    why: {
      en: 'The words that mean the same are the same here; this one is not there, or is said otherwise.',
      ko: '같은 뜻의 낱말은 같지만, 이것은 없거나 다르게 씁니다.',
    },
    mend: { en: 'Do what the message says instead.', ko: '메시지가 권하는 대로 쓰십시오.' },
    exit: 65,
  },
  RB1205: {
    title: { en: 'A task without a resource, or with two', ko: '리소스가 없거나 둘인 작업' },
    why: { en: 'A task describes one thing.', ko: '작업 하나는 한 가지를 기술합니다.' },
    mend: { en: 'Write a task for each.', ko: '각각 작업으로 나누십시오.' },
    exit: 65,
  },
  RB1206: {
    title: { en: 'A play for hosts that are not there', ko: '없는 호스트에 대한 play' },
    why: {
      en: '`hosts` names something that is no host, group or zone of the inventory.',
      ko: '`hosts`가 인벤토리의 호스트, 그룹, 존이 아닌 것을 가리킵니다.',
    },
    mend: { en: 'Correct the name.', ko: '이름을 고치십시오.' },
    exit: 65,
  },
  RB1208: {
    title: { en: 'A resource where the program keeps its own', ko: '프로그램 전용 폴더 안의 리소스' },
    why: {
      en: '/var/lib/runbook and /run/runbook hold what undo and safety need.',
      ko: '/var/lib/runbook과 /run/runbook에는 되돌리기와 안전에 필요한 것이 있습니다.',
    },
    mend: { en: 'Choose another place.', ko: '다른 위치를 쓰십시오.' },
    exit: 65,
  },
  RB1209: {
    title: { en: 'A role of another shape', ko: '역할 폴더의 형식이 다름' },
    why: {
      en: 'A role has role.yml, defaults.yml, tasks.yml, templates/ and files/; anything else would silently not be read.',
      ko: '역할에는 role.yml, defaults.yml, tasks.yml, templates/, files/가 있고, 그 밖의 것은 읽히지 않습니다.',
    },
    mend: { en: 'Move or remove what the message names.', ko: '메시지가 가리킨 것을 옮기거나 지우십시오.' },
    exit: 65,
  },
  RB1210: {
    title: { en: 'No such host in the limit', ko: '제한에 없는 호스트' },
    why: {
      en: '--limit names something that is no host, group or zone of the inventory.',
      ko: '--limit이 인벤토리의 호스트, 그룹, 존이 아닌 것을 가리킵니다.',
    },
    mend: {
      en: 'Correct the name; `runbook inventory list` shows them.',
      ko: '이름을 고치십시오. `runbook inventory list`가 보여 줍니다.',
    },
    exit: 64,
  },
  RB1300: {
    title: { en: 'There is no such variable or field', ko: '그런 변수나 필드가 없음' },
    why: {
      en: 'A template or expression names something that is not set for this host.',
      ko: '템플릿이나 식이 이 호스트에 없는 것을 가리킵니다.',
    },
    mend: {
      en: 'Correct the name, or set the variable: docs/variables.md says where and what wins.',
      ko: '이름을 고치거나 변수를 설정하십시오. 위치와 우선순위는 docs/variables.md에 있습니다.',
    },
    exit: 65,
  },
  RB1301: {
    title: { en: 'Not a valid template', ko: '올바른 템플릿이 아님' },
    why: {
      en: 'The text breaks the grammar of Handlebars: often a block that is not closed.',
      ko: 'Handlebars 문법에 맞지 않습니다. 닫히지 않은 블록이 흔합니다.',
    },
    mend: {
      en: 'Close each {{#block}} with {{/block}} and each {{ with }}.',
      ko: '각 {{#block}}을 {{/block}}으로, 각 {{를 }}로 닫으십시오.',
    },
    exit: 65,
  },
  RB1302: {
    title: { en: 'A block or helper that is not there', ko: '없는 블록이나 도우미' },
    why: {
      en: 'Templates have a few fixed helpers and no partials, so that a template can do nothing but write text.',
      ko: '템플릿은 텍스트만 쓰도록 정해진 도우미만 있고 partial은 없습니다.',
    },
    mend: {
      en: 'Use one that the message names, or compute the value with an expression in `vars`.',
      ko: '메시지의 것을 쓰거나 `vars`의 식으로 값을 계산하십시오.',
    },
    exit: 65,
  },
  RB1303: {
    title: { en: 'A value that cannot be written so', ko: '그렇게 쓸 수 없는 값' },
    why: {
      en: 'A list or mapping stands where text belongs, or a list is needed and there is none.',
      ko: '텍스트 자리에 목록이나 매핑이 있거나, 목록이 필요한데 아닙니다.',
    },
    mend: {
      en: 'Use {{#each}}, {{join}} or {{json}}, or name a field.',
      ko: '{{#each}}, {{join}}, {{json}}을 쓰거나 필드를 지정하십시오.',
    },
    exit: 65,
  },
  RB1304: {
    title: { en: 'Not a valid expression', ko: '올바른 식이 아님' },
    why: {
      en: 'Expressions follow the Common Expression Language; functions beyond it are in docs/variables.md.',
      ko: '식은 Common Expression Language를 따르며, 추가 함수는 docs/variables.md에 있습니다.',
    },
    mend: {
      en: 'Look at the place that is shown. Texts in an expression have quotes of their own.',
      ko: '표시된 위치를 보십시오. 식 안의 텍스트에는 따로 따옴표가 필요합니다.',
    },
    exit: 65,
  },
  RB1305: {
    title: { en: 'An expression that cannot be computed', ko: '계산할 수 없는 식' },
    why: {
      en: 'Its values are of kinds that do not go together, or it divides by zero.',
      ko: '값의 종류가 서로 맞지 않거나 0으로 나눕니다.',
    },
    mend: { en: 'Convert with string(…), int(…) or double(…).', ko: 'string(…), int(…), double(…)로 바꾸십시오.' },
    exit: 65,
  },
  RB1306: {
    title: { en: 'Variables need each other', ko: '변수가 서로를 필요로 함' },
    why: { en: 'Each is computed from the next, in a circle.', ko: '각 변수가 다음 변수로 계산되는 순환입니다.' },
    mend: { en: 'Give one of them a value of its own.', ko: '하나에 값을 직접 주십시오.' },
    exit: 65,
  },
  RB1307: {
    title: { en: 'A secret would decide something', ko: '비밀 값이 무언가를 결정함' },
    why: {
      en: 'A secret is filled in just before it is sent: plans, conditions and helpers never see it.',
      ko: '비밀 값은 보내기 직전에 채워지며 계획, 조건, 도우미는 볼 수 없습니다.',
    },
    mend: { en: 'Write it only where its text goes.', ko: '그 텍스트가 들어갈 자리에만 쓰십시오.' },
    exit: 65,
  },
  RB1308: {
    title: { en: 'A reserved name', ko: '예약된 이름' },
    why: { en: 'Templates and expressions have this name for something else.', ko: '템플릿과 식에서 이 이름은 다른 뜻입니다.' },
    mend: { en: 'Choose another name for the variable.', ko: '변수에 다른 이름을 쓰십시오.' },
    exit: 65,
  },
  RB1309: {
    title: { en: 'The role has no such template or file', ko: '역할에 그런 템플릿이나 파일이 없음' },
    why: {
      en: '`template` names a file below templates/ of the role, `source` one below files/.',
      ko: '`template`은 역할의 templates/ 아래, `source`는 files/ 아래의 파일입니다.',
    },
    mend: { en: 'Make the file, or correct the name.', ko: '파일을 만들거나 이름을 고치십시오.' },
    exit: 65,
  },
  RB1311: {
    title: { en: 'A condition that is neither true nor false', ko: '참도 거짓도 아닌 조건' },
    why: {
      en: '`when` must be true or false; texts and numbers do not count as either.',
      ko: '`when`은 참이나 거짓이어야 하며 텍스트나 숫자는 안 됩니다.',
    },
    mend: { en: 'Compare the value with something.', ko: '값을 무언가와 비교하십시오.' },
    exit: 65,
  },
  RB1400: {
    title: { en: 'A secret cannot be read', ko: '비밀 값을 읽을 수 없음' },
    why: {
      en: 'Its file is not there or not readable, or nothing in the inventory bears its name.',
      ko: '파일이 없거나 읽을 수 없거나, 인벤토리에 그 이름이 없습니다.',
    },
    mend: { en: 'Make the file with mode 0600, or name another origin.', ko: '모드 0600으로 파일을 만들거나 다른 출처를 지정하십시오.' },
    exit: 65,
  },
  RB1401: {
    title: { en: 'A secret that others may read', ko: '다른 사람이 읽을 수 있는 비밀 값' },
    why: { en: 'The file of a secret must be readable by its owner alone.', ko: '비밀 값의 파일은 소유자만 읽을 수 있어야 합니다.' },
    mend: {
      en: 'chmod 0600 FILE, and consider that the secret may be known already.',
      ko: 'chmod 0600 FILE을 실행하고, 이미 알려졌을 수 있음을 고려하십시오.',
    },
    exit: 65,
  },
  RB1402: {
    title: { en: 'A secret without a value', ko: '값이 없는 비밀' },
    why: {
      en: 'Its variable is not set in the environment, or what was read is empty.',
      ko: '환경 변수가 없거나 읽은 값이 비어 있습니다.',
    },
    mend: { en: 'Set it before you start.', ko: '시작하기 전에 설정하십시오.' },
    exit: 65,
  },
  RB1404: {
    title: { en: 'A secret outside the inventory', ko: '인벤토리 밖의 비밀' },
    why: {
      en: 'Secrets are named in the inventory only, so that roles and playbooks can be given away.',
      ko: '역할과 플레이북을 나누어 줄 수 있도록 비밀은 인벤토리에만 둡니다.',
    },
    mend: { en: 'Move it there and use the variable.', ko: '인벤토리로 옮기고 변수를 쓰십시오.' },
    exit: 65,
  },
  RB1500: {
    title: { en: 'The same resource twice on one host', ko: '한 호스트에 같은 리소스가 두 번' },
    why: {
      en: 'Two descriptions of one thing would undo each other at each run.',
      ko: '같은 것을 두 번 기술하면 실행할 때마다 서로 되돌립니다.',
    },
    mend: { en: 'Join the two, or choose between them with `when`.', ko: '하나로 합치거나 `when`으로 고르십시오.' },
    exit: 65,
  },
  RB1501: {
    title: { en: 'A value of a resource that is not there', ko: '없는 리소스의 값' },
    why: {
      en: 'output() names an address that no task of that host has.',
      ko: 'output()이 그 호스트의 어느 작업에도 없는 주소를 가리킵니다.',
    },
    mend: {
      en: 'Correct the address, or add the task to a play for that host.',
      ko: '주소를 고치거나 그 호스트의 play에 작업을 추가하십시오.',
    },
    exit: 65,
  },
  RB1503: {
    title: { en: 'Values are needed in a circle', ko: '값이 순환하여 필요함' },
    why: { en: 'Each resource is written with a value of the next.', ko: '각 리소스가 다음 리소스의 값으로 작성됩니다.' },
    mend: { en: 'Let one of them stand without the value of the other.', ko: '하나는 다른 것의 값 없이 성립하도록 하십시오.' },
    exit: 65,
  },
  RB1504: {
    title: { en: 'A value of a host that is not there', ko: '없는 호스트의 값' },
    why: { en: 'output() names no host of the inventory.', ko: 'output()이 인벤토리의 호스트를 가리키지 않습니다.' },
    mend: { en: 'Correct the name.', ko: '이름을 고치십시오.' },
    exit: 65,
  },
  RB1600: {
    title: { en: 'A note of a role', ko: '역할의 알림' },
    why: {
      en: 'Whoever wrote the role wants you to know this before you approve the plan.',
      ko: '역할 작성자가 계획을 승인하기 전에 알리고자 하는 내용입니다.',
    },
    mend: { en: 'Nothing needs to be done.', ko: '따로 할 일은 없습니다.' },
    exit: 0,
  },
};
