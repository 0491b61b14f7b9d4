import type { CodeCatalogue } from './entry.ts';

/** Codes of logging in over SSH; part of `transportCodes`. */
export const loginCodes: CodeCatalogue = {
  RB4020: {
    title: { en: 'A host refused the key', ko: '호스트가 키를 거부함' },
    why: {
      en: 'The public key is not in authorized_keys of that account, the account is not meant, or sshd does not allow it to log in (AllowUsers, permissions of the home directory).',
      ko: '그 계정의 authorized_keys에 공개 키가 없거나, 계정이 틀렸거나, sshd가 로그인을 허용하지 않습니다(AllowUsers, 홈 디렉터리 권한).',
    },
    mend: {
      en: 'Check `ssh: { user, key }` of the host in the inventory and authorized_keys there. Few keys are tried on purpose: failed logins lock addresses out.',
      ko: '인벤토리의 `ssh: { user, key }`와 호스트의 authorized_keys를 확인하십시오. 실패한 로그인은 주소 차단으로 이어지므로 일부러 적은 수의 키만 시도합니다.',
    },
    exit: 4,
  },
  RB4021: {
    title: { en: 'A host refused the password', ko: '호스트가 비밀번호를 거부함' },
    why: {
      en: 'The password is wrong for that account. It is tried once and then on no other host, so that no account is locked.',
      ko: '그 계정의 비밀번호가 틀렸습니다. 계정이 잠기지 않도록 한 번만 시도하고 다른 호스트에도 쓰지 않습니다.',
    },
    mend: {
      en: 'Run it again and type the right password, or use a key.',
      ko: '다시 실행하여 올바른 비밀번호를 입력하거나 키를 사용하십시오.',
    },
    exit: 4,
  },
  RB4022: {
    title: { en: 'There is nothing to log in with', ko: '로그인 수단이 없음' },
    why: {
      en: 'No key file is named, no agent key is there, and no password was given, or the host takes none of these.',
      ko: '지정된 키 파일도, 에이전트 키도, 비밀번호도 없거나 호스트가 이 중 아무것도 받지 않습니다.',
    },
    mend: {
      en: 'Name a key (`ssh: { key: … }` or --private-key), load one into the agent, or use --ask-pass.',
      ko: '키를 지정하거나(`ssh: { key: … }` 또는 --private-key), 에이전트에 추가하거나, --ask-pass를 사용하십시오.',
    },
    exit: 4,
  },
  RB4023: {
    title: { en: 'A password has expired', ko: '비밀번호가 만료됨' },
    why: {
      en: 'The host demands a new password before it lets the account in. It may do so even when a key is used.',
      ko: '호스트가 로그인 전에 새 비밀번호를 요구합니다. 키를 쓰는 경우에도 그럴 수 있습니다.',
    },
    mend: {
      en: 'Log in by hand and set a new password; for a service account have an administrator lift the limit (`chage -M -1 USER`).',
      ko: '직접 로그인하여 새 비밀번호를 설정하십시오. 서비스 계정이라면 관리자가 제한을 푸십시오(`chage -M -1 USER`).',
    },
    exit: 4,
  },
  RB4024: {
    title: { en: 'A host ended the connection during the login', ko: '로그인 도중 연결이 끊어짐' },
    why: {
      en: 'The login was answered with a closed connection: the account has expired or is locked, logins are closed (/etc/nologin), or a PAM rule forbids it.',
      ko: '로그인 요청에 연결을 끊었습니다. 계정이 만료·잠금 상태이거나, 로그인이 막혀 있거나(/etc/nologin), PAM 규칙이 금지합니다.',
    },
    mend: {
      en: 'Look at the account there (`chage -l USER`, `passwd -S USER`) and at the log of sshd.',
      ko: '해당 계정(`chage -l USER`, `passwd -S USER`)과 sshd 로그를 확인하십시오.',
    },
    exit: 4,
  },
  RB4025: {
    title: { en: 'A key cannot be used', ko: '키를 사용할 수 없음' },
    why: {
      en: 'The file is not there, may not be read, is no private key, or only its public half is there and the agent does not hold the other.',
      ko: '파일이 없거나, 읽을 수 없거나, 개인 키가 아니거나, 공개 키만 있고 에이전트에 개인 키가 없습니다.',
    },
    mend: {
      en: 'Name a private key in OpenSSH or PEM format that you may read, or load it into the agent.',
      ko: '읽을 수 있는 OpenSSH 또는 PEM 형식의 개인 키를 지정하거나 에이전트에 추가하십시오.',
    },
    exit: 4,
  },
  RB4026: {
    title: { en: 'A key is locked', ko: '키가 암호로 잠겨 있음' },
    why: {
      en: 'Its passphrase was not given, or was wrong three times.',
      ko: '암호를 입력하지 않았거나 세 번 틀렸습니다.',
    },
    mend: {
      en: 'Run it in a terminal and give the passphrase, or load the key into an agent (`ssh-add FILE`).',
      ko: '터미널에서 실행하여 암호를 입력하거나 에이전트에 추가하십시오(`ssh-add FILE`).',
    },
    exit: 4,
  },
  RB4027: {
    title: { en: 'A password was not tried on a host', ko: '비밀번호를 시도하지 않음' },
    why: {
      en: 'Another host refused the same password before. Trying a wrong password on host after host locks accounts.',
      ko: '다른 호스트가 같은 비밀번호를 이미 거부했습니다. 틀린 비밀번호를 여러 호스트에 시도하면 계정이 잠깁니다.',
    },
    mend: {
      en: 'Run it again and type the right password. Hosts with another password: name another user, or use keys.',
      ko: '다시 실행하여 올바른 비밀번호를 입력하십시오. 비밀번호가 다른 호스트에는 다른 계정이나 키를 사용하십시오.',
    },
    exit: 4,
  },
  RB4028: {
    title: { en: 'The ssh agent does not answer', ko: 'ssh 에이전트가 응답하지 않음' },
    why: {
      en: 'SSH_AUTH_SOCK names a socket at which no agent listens, and no key file is named.',
      ko: 'SSH_AUTH_SOCK이 가리키는 소켓에 에이전트가 없고 지정된 키 파일도 없습니다.',
    },
    mend: {
      en: 'Start the agent (`ssh-add -l` shows its keys), or name a key file.',
      ko: '에이전트를 시작하거나(`ssh-add -l`로 키 확인) 키 파일을 지정하십시오.',
    },
    exit: 4,
  },
  RB4029: {
    title: { en: 'A host asked a question that was not answered', ko: '호스트의 질문에 답하지 못함' },
    why: {
      en: 'It asks for something beside the password, such as a one-time code, and there is no terminal to ask in, or the answer was declined.',
      ko: '비밀번호 외에 일회용 코드 같은 것을 묻지만 물어볼 터미널이 없거나 답이 거절되었습니다.',
    },
    mend: {
      en: 'Run it in a terminal and answer, or use an account that logs in by key alone.',
      ko: '터미널에서 실행하여 답하거나 키만으로 로그인하는 계정을 사용하십시오.',
    },
    exit: 4,
  },
};
