import type { CodeCatalogue } from './entry.ts';

/** Codes of the shell on the host: its start, becoming another user, and its silence. */
export const shellCodes: CodeCatalogue = {
  RB5001: {
    title: { en: 'A host did not answer in time', ko: '호스트가 제한 시간 안에 응답하지 않음' },
    why: {
      en: 'The host took the request and sent nothing back within the time limit, though its sshd still answers: it is overloaded, a disk or network mount hangs, or a command waits for something. A host whose connection gives no sign either is RB4040.',
      ko: '호스트가 요청을 받았지만 제한 시간 안에 아무것도 보내지 않았습니다. sshd는 응답하므로 과부하이거나, 디스크·네트워크 마운트가 멈췄거나, 명령이 무언가를 기다리고 있습니다. 연결 자체도 응답이 없으면 RB4040입니다.',
    },
    mend: {
      en: 'Look at the host with `runbook ssh HOST`. Then run again: what is done is found done and the rest goes on.',
      ko: '`runbook ssh HOST`로 호스트를 확인한 뒤 다시 실행하십시오. 이미 끝난 일은 끝난 것으로 확인되고 나머지만 진행됩니다.',
    },
    exit: 1,
  },
  RB5002: {
    title: { en: 'The shell on a host was lost', ko: '호스트의 셸이 끊어짐' },
    why: {
      en: 'The link was cut, the host went down, or it sent something that the protocol does not allow.',
      ko: '링크가 끊겼거나, 호스트가 꺼졌거나, 규약에 없는 내용을 보냈습니다.',
    },
    mend: {
      en: 'Check the link and the host, then run again: the rest goes on.',
      ko: '링크와 호스트를 확인하고 다시 실행하십시오. 나머지가 이어서 진행됩니다.',
    },
    exit: 4,
  },
  RB5003: {
    title: { en: 'The login shell is a restricted shell', ko: '로그인 셸이 제한 셸(rbash)임' },
    why: {
      en: 'A restricted shell forbids exec and paths in commands, which the driver needs.',
      ko: '제한 셸은 드라이버에 필요한 exec와 경로가 있는 명령을 금지합니다.',
    },
    mend: {
      en: 'Give the account /bin/sh or /bin/bash as login shell (`usermod -s`), or name another account in `ssh: { user: … }`.',
      ko: '계정의 로그인 셸을 /bin/sh 또는 /bin/bash로 바꾸거나(`usermod -s`) `ssh: { user: … }`에 다른 계정을 쓰십시오.',
    },
    exit: 4,
  },
  RB5004: {
    title: { en: 'The account has no login shell', ko: '로그인 셸이 없는 계정' },
    why: {
      en: 'The shell of the account, or of the user that su becomes, is nologin or false: it ends at once.',
      ko: '계정의 셸 또는 su로 전환할 사용자의 셸이 nologin이나 false라서 바로 끝납니다.',
    },
    mend: {
      en: 'Use another account, or give this one a shell (`usermod -s /bin/sh`). To become a user without a shell, use sudo (`become_method: sudo`).',
      ko: '다른 계정을 쓰거나 셸을 지정하십시오(`usermod -s /bin/sh`). 셸이 없는 사용자로는 sudo로 전환할 수 있습니다(`become_method: sudo`).',
    },
    exit: 4,
  },
  RB5005: {
    title: { en: 'The driver did not start', ko: '드라이버가 시작되지 않음' },
    why: {
      en: 'The login shell of the account ended before it started the driver. POSIX sh and coreutils are needed, nothing else.',
      ko: '계정의 로그인 셸이 드라이버를 시작하기 전에 끝났습니다. POSIX sh와 coreutils만 있으면 됩니다.',
    },
    mend: {
      en: 'Log in by hand (`runbook ssh HOST`) and see what the start-up files of the shell do.',
      ko: '직접 로그인하여(`runbook ssh HOST`) 셸 시작 파일이 무엇을 하는지 확인하십시오.',
    },
    exit: 4,
  },
  RB5006: {
    title: { en: 'The login shell did not come up in time', ko: '로그인 셸이 제한 시간 안에 시작되지 않음' },
    why: {
      en: 'The login was accepted, and then nothing came: a start-up file of the login shell, or sudo, waits for something (a network mount, a directory service, a menu).',
      ko: '로그인은 되었지만 그 뒤로 아무것도 오지 않았습니다. 로그인 셸의 시작 파일이나 sudo가 무언가(네트워크 마운트, 디렉터리 서비스, 메뉴)를 기다리고 있습니다.',
    },
    mend: {
      en: 'Log in by hand (`runbook ssh HOST`) and see what it waits for; start-up files must not ask or wait when there is no terminal.',
      ko: '직접 로그인하여(`runbook ssh HOST`) 무엇을 기다리는지 확인하십시오. 터미널이 없을 때 시작 파일은 묻거나 기다리면 안 됩니다.',
    },
    exit: 4,
  },
  RB5007: {
    title: { en: 'A host answered with a character that only runbook may write', ko: '호스트의 응답에 runbook만 쓸 수 있는 문자가 있음' },
    why: {
      en: 'U+E000 and U+E001 mark places that are filled with secrets and with values of other hosts. A host that could write them could ask for any of these, so such an answer is not used and nothing is planned for the host.',
      ko: 'U+E000과 U+E001은 비밀 값이나 다른 호스트의 값을 채워 넣을 자리를 나타냅니다. 호스트가 이 문자를 쓸 수 있으면 그런 값을 빼낼 수 있으므로, 이 응답은 쓰지 않고 이 호스트에는 아무것도 계획하지 않습니다.',
    },
    mend: {
      en: 'Look at what the message names: the name of a file, the target of a link, the output of a command. If nobody can say why the character is there, treat the host as taken over.',
      ko: '메시지에 나온 대상(파일 이름, 링크 대상, 명령 출력)을 확인하십시오. 그 문자가 있는 이유를 아무도 설명하지 못하면 침해된 호스트로 다루십시오.',
    },
    exit: 1,
  },
  RB5008: {
    title: { en: 'A large content became another on its way', ko: '큰 파일의 내용이 전송 중에 달라짐' },
    why: {
      en: 'The host reads other bytes than those that were sent: its SHA-256 is not that of the plan. The file in its place was not touched.',
      ko: '호스트에서 읽은 내용의 SHA-256이 계획에 있는 값과 다릅니다. 제자리에 있는 파일은 건드리지 않았습니다.',
    },
    mend: {
      en: 'Run again: only the pieces that are wrong are sent. If it stays so, look at the disk and the memory of the host.',
      ko: '다시 실행하십시오. 잘못된 조각만 다시 보냅니다. 계속되면 호스트의 디스크와 메모리를 점검하십시오.',
    },
    exit: 1,
  },
  RB5010: {
    title: { en: 'A password is needed to become another user', ko: '다른 사용자로 전환하려면 암호가 필요함' },
    why: { en: 'sudo or su asked for a password and none was given.', ko: 'sudo 또는 su가 암호를 요구했지만 주어지지 않았습니다.' },
    mend: {
      en: 'Give it at the prompt: -K (--ask-become-pass). It is kept in memory only.',
      ko: '-K(--ask-become-pass)로 프롬프트에서 입력하십시오. 메모리에만 보관됩니다.',
    },
    exit: 1,
  },
  RB5011: {
    title: { en: 'The password for becoming another user was refused', ko: '사용자 전환 암호가 거부됨' },
    why: { en: 'sudo or su did not accept it.', ko: 'sudo 또는 su가 받아들이지 않았습니다.' },
    mend: {
      en: 'Try again with -K; mind the keyboard layout and Caps Lock.',
      ko: '-K로 다시 시도하고 자판 배열과 Caps Lock을 확인하십시오.',
    },
    exit: 1,
  },
  RB5012: {
    title: { en: 'sudo wants a terminal', ko: 'sudo가 터미널을 요구함' },
    why: {
      en: 'The sudoers file has `Defaults requiretty`; a run has no terminal on the host.',
      ko: 'sudoers에 `Defaults requiretty`가 있습니다. 실행에는 호스트 터미널이 없습니다.',
    },
    mend: {
      en: 'Add `Defaults:USER !requiretty` in a file of /etc/sudoers.d with visudo -f.',
      ko: 'visudo -f로 /etc/sudoers.d의 파일에 `Defaults:USER !requiretty`를 넣으십시오.',
    },
    exit: 1,
  },
  RB5013: {
    title: { en: 'The account may not become the other user', ko: '사용자 전환이 허용되지 않은 계정' },
    why: { en: 'sudoers on the host does not allow it.', ko: '호스트의 sudoers가 허용하지 않습니다.' },
    mend: { en: 'Have the account added to sudoers, or use another account.', ko: '계정을 sudoers에 추가하거나 다른 계정을 쓰십시오.' },
    exit: 1,
  },
  RB5014: {
    title: { en: 'sudo is not there', ko: 'sudo가 없음' },
    why: { en: 'The host has no sudo command.', ko: '호스트에 sudo 명령이 없습니다.' },
    mend: { en: 'Install sudo, or set `become_method: su`.', ko: 'sudo를 설치하거나 `become_method: su`로 지정하십시오.' },
    exit: 1,
  },
};
