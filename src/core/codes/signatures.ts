import type { CodeCatalogue } from './entry.ts';

/** Codes of signing plans and of checking their signatures. */
export const signatureCodes: CodeCatalogue = {
  RB6040: {
    title: { en: 'ssh-keygen cannot be used', ko: 'ssh-keygen을 쓸 수 없음' },
    why: {
      en: 'Plans are signed and checked with ssh-keygen -Y of OpenSSH: 8.2 or later, 8.9 or later where keys have a time of validity.',
      ko: '계획은 OpenSSH의 ssh-keygen -Y로 서명하고 확인합니다. 8.2 이상, 키에 유효 기간을 쓰면 8.9 이상이 필요합니다.',
    },
    mend: {
      en: 'Install the OpenSSH client on the machine on which you sign or apply. Managed hosts do not need it.',
      ko: '서명하거나 적용하는 컴퓨터에 OpenSSH 클라이언트를 설치하십시오. 관리 대상 호스트에는 필요 없습니다.',
    },
    exit: 64,
  },
  RB6041: {
    title: { en: 'It is not clear which key to sign with', ko: '어느 키로 서명할지 알 수 없음' },
    why: {
      en: 'The key that was named is not there; or none was named, and there is none, or more than one, that could be meant.',
      ko: '지정한 키가 없거나, 지정하지 않았는데 쓸 수 있는 키가 없거나 여러 개입니다.',
    },
    mend: {
      en: 'Name a private key, or a public key whose private half the agent holds.',
      ko: '개인 키 파일이나, 개인 키가 에이전트에 있는 공개 키 파일을 지정하십시오.',
    },
    exit: 64,
  },
  RB6042: {
    title: { en: 'The signature could not be made', ko: '서명을 만들 수 없음' },
    why: {
      en: 'ssh-keygen could not use the key: the passphrase was wrong or nobody could be asked for it, or the agent does not hold the private half.',
      ko: 'ssh-keygen이 키를 쓸 수 없었습니다. 암호가 틀렸거나 물어볼 터미널이 없거나 에이전트에 개인 키가 없습니다.',
    },
    mend: {
      en: 'Load the key with `ssh-add KEY`, or sign in a terminal.',
      ko: '`ssh-add KEY`로 키를 올리거나 터미널에서 서명하십시오.',
    },
    exit: 64,
  },
  RB6043: {
    title: { en: 'The plan is not signed', ko: '계획에 서명이 없음' },
    why: {
      en: '`allowed_signers` lies in the folder of the inventory: only plans that one of these people has signed are carried out.',
      ko: '인벤토리 폴더에 `allowed_signers`가 있으므로, 그 사람들 중 한 명이 서명한 계획만 실행합니다.',
    },
    mend: { en: 'Let it be read and signed: `runbook sign FILE`.', ko: '검토를 받고 `runbook sign FILE`로 서명을 받으십시오.' },
    exit: 3,
  },
  RB6044: {
    title: { en: 'A signature of the plan does not count', ko: '계획의 서명이 유효하지 않음' },
    why: {
      en: 'It is damaged, was made over another plan or for another purpose, or its key is not, not yet or no longer in `allowed_signers`.',
      ko: '서명이 손상되었거나, 다른 계획이나 다른 용도로 만든 것이거나, 그 키가 `allowed_signers`에 없거나 유효 기간이 아닙니다.',
    },
    mend: {
      en: 'Find out who put it there. When the plan was changed after it was signed, make a new one and have that read.',
      ko: '누가 넣었는지 확인하십시오. 서명 후에 계획이 바뀌었다면 새 계획을 만들어 다시 검토를 받으십시오.',
    },
    exit: 3,
  },
  RB6045: {
    title: { en: 'Nobody said whose signatures count', ko: '누구의 서명을 인정할지 정해지지 않음' },
    why: {
      en: 'The signatures are sound, but there is no `allowed_signers` in the folder of the inventory: any key could have made them.',
      ko: '서명은 온전하지만 인벤토리 폴더에 `allowed_signers`가 없어 어느 키로든 만들 수 있습니다.',
    },
    mend: {
      en: 'Compare the fingerprints by hand, or write `allowed_signers` (ssh-keygen(1), ALLOWED SIGNERS).',
      ko: '지문을 직접 비교하거나 `allowed_signers`를 작성하십시오(ssh-keygen(1), ALLOWED SIGNERS).',
    },
    exit: 0,
  },
  RB6046: {
    title: { en: 'There is nothing to sign, or no signature to add', ko: '서명할 것이 없거나 추가할 서명이 없음' },
    why: {
      en: 'Only a plan that is written to a file can be signed; and --signature names a file that ssh-keygen -Y sign wrote.',
      ko: '파일로 저장하는 계획만 서명할 수 있고, --signature에는 ssh-keygen -Y sign이 만든 파일을 지정합니다.',
    },
    mend: { en: 'Say --out FILE as well; correct the name of the signature.', ko: '--out FILE을 함께 쓰거나 서명 파일 이름을 고치십시오.' },
    exit: 64,
  },
};
