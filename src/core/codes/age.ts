import type { CodeCatalogue } from './entry.ts';

/** Codes of reading secrets that are encrypted with age. */
export const ageCodes: CodeCatalogue = {
  RB1410: {
    title: { en: 'No key to open age files with', ko: 'age 파일을 열 키가 없음' },
    why: {
      en: 'A secret of the inventory is encrypted with age, and nothing says where your identity is.',
      ko: '인벤토리의 비밀 값이 age로 암호화되어 있는데, 개인 키의 위치를 알려 주는 것이 없습니다.',
    },
    mend: {
      en: 'Say --age-identity FILE, or set RUNBOOK_AGE_IDENTITY to the file or RUNBOOK_AGE_COMMAND to a command that prints the identity.',
      ko: '--age-identity FILE을 쓰거나, RUNBOOK_AGE_IDENTITY에 파일을, 또는 RUNBOOK_AGE_COMMAND에 키를 출력하는 명령을 지정하십시오.',
    },
    exit: 65,
  },
  RB1411: {
    title: { en: 'Your identity does not open the age file', ko: '이 키로는 age 파일이 열리지 않음' },
    why: {
      en: 'The file was encrypted for other keys than yours, or its header is damaged.',
      ko: '다른 키로 암호화된 파일이거나 헤더가 손상되었습니다.',
    },
    mend: {
      en: 'Name the right identity; or somebody who can read it adds your age1… line to age_recipients and says `runbook secrets rotate`.',
      ko: '맞는 키를 지정하십시오. 또는 읽을 수 있는 사람이 age_recipients에 당신의 age1… 줄을 추가하고 `runbook secrets rotate`를 실행합니다.',
    },
    exit: 65,
  },
  RB1412: {
    title: { en: 'A damaged age file, or none', ko: '손상되었거나 age 형식이 아닌 파일' },
    why: {
      en: 'Its header or its content is not as age v1 writes it: cut short, changed, or another kind of file.',
      ko: '헤더나 내용이 age v1 형식과 다릅니다. 잘렸거나, 바뀌었거나, 다른 종류의 파일입니다.',
    },
    mend: {
      en: 'Bring it back from a copy, or write it anew with `runbook secrets set NAME`.',
      ko: '사본에서 되돌리거나 `runbook secrets set NAME`으로 다시 쓰십시오.',
    },
    exit: 65,
  },
  RB1413: {
    title: { en: 'Not the passphrase of the age file', ko: 'age 파일의 암호가 틀림' },
    why: {
      en: 'What was typed does not open it, or there was no terminal to ask in.',
      ko: '입력한 암호로 열리지 않거나, 물어볼 터미널이 없습니다.',
    },
    mend: { en: 'Start again in a terminal and type the right one.', ko: '터미널에서 다시 시작하고 맞는 암호를 입력하십시오.' },
    exit: 65,
  },
  RB1414: {
    title: { en: 'Nobody to encrypt secrets for', ko: '비밀 값을 암호화할 대상이 없음' },
    why: {
      en: 'The file age_recipients beside the inventory is not there, cannot be read, or names nobody.',
      ko: '인벤토리 옆의 age_recipients 파일이 없거나, 읽을 수 없거나, 비어 있습니다.',
    },
    mend: {
      en: 'Write into it one age1… line for everyone who may read the secrets; `age-keygen -y FILE` prints yours.',
      ko: '비밀 값을 읽어도 되는 사람마다 age1… 줄을 하나씩 쓰십시오. `age-keygen -y FILE`이 당신의 것을 출력합니다.',
    },
    exit: 65,
  },
  RB1415: {
    title: { en: 'A line of age_recipients that is no recipient', ko: 'age_recipients의 잘못된 줄' },
    why: {
      en: 'Each line is an age1… key, a comment after #, or empty. A private key must never stand there; keys of SSH are not taken.',
      ko: '각 줄은 age1… 키, # 뒤의 설명, 또는 빈 줄입니다. 개인 키를 두면 안 되며 SSH 키는 쓸 수 없습니다.',
    },
    mend: { en: 'Correct the line that is named.', ko: '표시된 줄을 고치십시오.' },
    exit: 65,
  },
  RB1416: {
    title: { en: 'The age identity cannot be used', ko: 'age 키를 쓸 수 없음' },
    why: {
      en: 'Its file is not there, others may read it, or it holds something else; or the command that is to print it failed.',
      ko: '파일이 없거나, 다른 사람이 읽을 수 있거나, 다른 내용입니다. 또는 키를 출력하는 명령이 실패했습니다.',
    },
    mend: {
      en: 'Name a file with mode 0600 that has AGE-SECRET-KEY-1… lines; run the command by hand and look.',
      ko: 'AGE-SECRET-KEY-1… 줄이 있는 모드 0600 파일을 지정하십시오. 명령은 직접 실행해 확인하십시오.',
    },
    exit: 65,
  },
  RB1417: {
    title: { en: 'A secret that is no text', ko: '텍스트가 아닌 비밀 값' },
    why: { en: 'Secrets are texts in UTF-8; these bytes are not.', ko: '비밀 값은 UTF-8 텍스트인데, 이 바이트는 아닙니다.' },
    mend: {
      en: 'Give it as a text, for example in base64, and decode it where it is used.',
      ko: '예를 들어 base64 텍스트로 주고, 쓰는 곳에서 해독하십시오.',
    },
    exit: 65,
  },
};

/** Codes of the verbs that write them. */
export const secretsCodes: CodeCatalogue = {
  RB1418: {
    title: { en: 'No such secret in an age file', ko: '그런 age 비밀 값이 없음' },
    why: {
      en: 'set and edit write secrets that the inventory names with `{ secret: { age: FILE } }`.',
      ko: 'set과 edit는 인벤토리가 `{ secret: { age: FILE } }`로 이름 붙인 비밀 값만 씁니다.',
    },
    mend: {
      en: '`runbook secrets check` lists the secrets; name a new one in the inventory first.',
      ko: '`runbook secrets check`가 비밀 값을 보여 줍니다. 새것은 먼저 인벤토리에 쓰십시오.',
    },
    exit: 64,
  },
  RB1419: {
    title: { en: 'The secret was not changed', ko: '비밀 값이 바뀌지 않음' },
    why: {
      en: 'Nothing was typed, the two values differ, the input is too long, or the editor failed.',
      ko: '입력이 없거나, 두 값이 다르거나, 입력이 너무 길거나, 편집기가 실패했습니다.',
    },
    mend: { en: 'Do what the message says, and say it again.', ko: '메시지대로 하고 다시 실행하십시오.' },
    exit: 64,
  },
  RB1420: {
    title: { en: 'You would lock yourself out of the secrets', ko: '자신이 비밀 값을 읽지 못하게 됨' },
    why: {
      en: 'None of the keys with which you read the secrets is among the recipients that they would be written for.',
      ko: '지금 비밀 값을 읽는 키가 새로 암호화할 대상에 하나도 없습니다.',
    },
    mend: {
      en: 'Add your age1… line to age_recipients, or let somebody do it who stays.',
      ko: 'age_recipients에 당신의 age1… 줄을 추가하거나, 남을 사람이 실행하게 하십시오.',
    },
    exit: 3,
  },
  RB1421: {
    title: { en: 'An age file cannot be written', ko: 'age 파일을 쓸 수 없음' },
    why: {
      en: 'The disk is full, or the folder does not let you. A file is written whole or not at all.',
      ko: '디스크가 가득 찼거나 폴더에 쓸 수 없습니다. 파일은 전부 쓰이거나 전혀 쓰이지 않습니다.',
    },
    mend: {
      en: 'Make room or correct the rights; after `rotate` say it again, since some files may be written already.',
      ko: '공간을 만들거나 권한을 고치십시오. `rotate`는 일부 파일이 이미 쓰였을 수 있으니 다시 실행하십시오.',
    },
    exit: 1,
  },
};
