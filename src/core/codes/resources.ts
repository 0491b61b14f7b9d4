import { EXIT } from '../exit-code.ts';
import type { CodeCatalogue } from './entry.ts';

/** Codes of the general resource types: RB2000 to RB2499. */
export const resourceCodes: CodeCatalogue = {
  RB2000: {
    title: { en: 'Something of another kind stands at the path', ko: '경로에 다른 종류의 것이 이미 있음' },
    why: {
      en: 'A file, folder or link is wanted where the host has something of another kind, and replacing it would lose what it holds.',
      ko: '파일, 디렉터리 또는 링크를 두어야 할 자리에 호스트에는 다른 종류의 것이 있으며, 바꾸면 그 내용을 잃게 됩니다.',
    },
    mend: {
      en: 'Look at the path on the host; move what is there away by hand, or correct the path in the task.',
      ko: '호스트에서 그 경로를 확인하고, 있는 것을 직접 옮기거나 작업에 적은 경로를 고치십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB2001: {
    title: { en: 'The unit is not on the host', ko: '호스트에 해당 유닛이 없음' },
    why: {
      en: 'A service is to run, but no unit file of that name is installed and no earlier task brings one.',
      ko: '실행해야 할 서비스의 유닛 파일이 설치되어 있지 않고, 앞선 작업 중에도 이를 설치하는 것이 없습니다.',
    },
    mend: {
      en: 'Put the package or the unit file before the service in the list of tasks, or correct the name of the unit.',
      ko: '작업 목록에서 서비스 앞에 패키지나 유닛 파일을 두거나, 유닛 이름을 고치십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB2002: {
    title: { en: 'The unit is masked', ko: '유닛이 마스크되어 있음' },
    why: {
      en: 'systemctl mask was used on the host to forbid the unit to start. Somebody meant it, so it is not overridden.',
      ko: '호스트에서 systemctl mask 로 유닛의 시작이 금지되어 있습니다. 누군가 의도한 일이므로 덮어쓰지 않습니다.',
    },
    mend: {
      en: 'Find out why it was masked; then unmask it on the host (systemctl unmask UNIT) or take the task away.',
      ko: '마스크한 이유를 확인한 뒤 호스트에서 해제(systemctl unmask 유닛)하거나 작업을 빼십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB2003: {
    title: { en: 'The unit cannot be enabled', ko: '유닛을 부팅 시 시작으로 설정할 수 없음' },
    why: {
      en: 'The unit has no [Install] section (static, generated …): other units start it, so nothing can be set for the boot.',
      ko: '유닛에 [Install] 절이 없습니다(static, generated 등). 다른 유닛이 시작하므로 부팅 시 시작을 설정할 수 없습니다.',
    },
    mend: {
      en: 'Write `enabled: false`, or manage the unit that starts it (a socket or a timer).',
      ko: '`enabled: false` 로 적거나, 이를 시작하는 유닛(소켓, 타이머)을 관리하십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB2004: {
    title: { en: 'The kernel has no such parameter', ko: '커널에 해당 매개변수가 없음' },
    why: {
      en: 'There is no file for the parameter below /proc/sys, and no earlier task loads a module that brings it.',
      ko: '/proc/sys 아래에 해당 매개변수의 파일이 없고, 앞선 작업 중에도 그것을 제공하는 모듈을 올리는 것이 없습니다.',
    },
    mend: {
      en: 'Put the kernel_module that brings it before the sysctl (br_netfilter for net.bridge.*), or correct the name.',
      ko: 'sysctl 앞에 이를 제공하는 kernel_module 을 두거나(net.bridge.* 는 br_netfilter), 이름을 고치십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB2005: {
    title: { en: 'The host has no known package manager', ko: '호스트에 지원하는 패키지 관리자가 없음' },
    why: {
      en: 'Packages are managed by apt (Debian family) and dnf (RHEL family); the host has neither.',
      ko: '패키지는 apt(데비안 계열)와 dnf(RHEL 계열)로 관리하는데 호스트에는 둘 다 없습니다.',
    },
    mend: {
      en: 'Leave the host out of the play, or put what it needs there with file resources.',
      ko: '그 호스트를 플레이에서 빼거나, 필요한 것을 file 리소스로 두십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB2006: {
    title: { en: 'The file cannot be read for a change of its lines', ko: '줄을 바꾸기 위해 파일을 읽을 수 없음' },
    why: {
      en: 'To change a line, the whole file is read and written. This one is too large, or the account of the task may not read it.',
      ko: '줄을 바꾸려면 파일 전체를 읽고 다시 씁니다. 파일이 너무 크거나 작업의 계정에 읽을 권한이 없습니다.',
    },
    mend: {
      en: 'Manage a large file whole with `file`; let the task become an account that may read it (`become: true`).',
      ko: '큰 파일은 `file` 로 통째로 관리하고, 읽을 수 있는 계정이 되도록(`become: true`) 하십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB2007: {
    title: { en: 'The file of the line is not there', ko: '줄을 바꿀 파일이 없음' },
    why: {
      en: 'A line can only be set in a file that exists, and no earlier task brings the file.',
      ko: '줄은 있는 파일에만 넣을 수 있는데, 파일이 없고 앞선 작업 중에도 그것을 두는 것이 없습니다.',
    },
    mend: {
      en: 'Put the package or file that brings it before the line, or write the whole file with `file`.',
      ko: '그 파일을 두는 패키지나 file 을 앞에 두거나, `file` 로 파일 전체를 쓰십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB2008: {
    title: { en: 'What a task demands does not hold', ko: '작업이 요구하는 조건이 맞지 않음' },
    why: {
      en: 'An `assert` task states what must hold on a host before anything is planned for it, and it does not.',
      ko: '`assert` 작업은 호스트에 계획을 세우기 전에 지켜져야 할 조건을 적은 것인데, 그 조건이 맞지 않습니다.',
    },
    mend: {
      en: 'Do what the message of the task says, or take the host out of the play.',
      ko: '작업의 메시지대로 조치하거나, 그 호스트를 플레이에서 빼십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB2060: {
    title: { en: 'Other packages would change than those of the plan', ko: '계획에 없던 패키지가 바뀌게 됨' },
    why: {
      en: 'Before it did anything, the package manager of the host said what it would do. Something of it is not in the plan: a package or version that came since, or a removal.',
      ko: '호스트의 패키지 관리자가 실행 전에 할 일을 알렸는데, 계획에 없는 것이 있습니다. 그 뒤에 생긴 패키지나 버전이거나 제거입니다. 아무것도 하지 않았습니다.',
    },
    mend: {
      en: 'Read what the message lists. Plan again and approve it, or bring the repository or the host back to what was planned.',
      ko: '메시지의 목록을 확인하십시오. 다시 계획하여 승인하거나, 저장소나 호스트를 계획했던 상태로 되돌리십시오.',
    },
    exit: EXIT.refused,
  },
  RB2061: {
    title: { en: 'Installing a package would remove another', ko: '패키지를 설치하면 다른 패키지가 제거됨' },
    why: {
      en: 'The two packages do not go together. Nothing is ever removed unless a task says so.',
      ko: '두 패키지는 함께 설치할 수 없습니다. 작업에 적지 않은 것은 절대 제거하지 않습니다.',
    },
    mend: {
      en: 'Put a `package` with `present: false` for the one that is to go before this one, or leave this one out.',
      ko: '제거할 패키지에 `present: false` 인 `package` 를 앞에 두거나, 이 패키지를 빼십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB2062: {
    title: { en: 'A package cannot be removed alone', ko: '패키지만 따로 제거할 수 없음' },
    why: {
      en: 'Other packages of the host need it, or the distribution protects it. Only the package that is named is ever removed.',
      ko: '호스트의 다른 패키지가 필요로 하거나 배포판이 보호합니다. 이름을 적은 패키지만 제거합니다.',
    },
    mend: {
      en: 'Remove the packages that need it first, each with a `package` of its own, or keep this one.',
      ko: '이를 필요로 하는 패키지를 먼저 각각의 `package` 로 제거하거나, 이 패키지를 그대로 두십시오.',
    },
    exit: EXIT.stepFailed,
  },
};
