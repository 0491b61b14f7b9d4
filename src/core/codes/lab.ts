import { EXIT } from '../exit-code.ts';
import type { CodeCatalogue } from './entry.ts';

/** Codes of the rehearsal lab: RB7000 to RB7099. */
export const labCodes: CodeCatalogue = {
  RB7000: {
    title: { en: 'The lab needs Linux', ko: '랩은 Linux에서만 동작합니다' },
    why: {
      en: 'Its hosts are made of namespaces and control groups of the Linux kernel.',
      ko: '랩 호스트는 Linux 커널의 네임스페이스와 제어 그룹(cgroup)으로 만들어집니다.',
    },
    mend: {
      en: 'Use a Debian 12 machine as root, or the virtual machines of the Vagrantfile.',
      ko: 'Debian 12 머신에서 root로 실행하거나 Vagrantfile의 가상 머신을 사용하십시오.',
    },
    exit: EXIT.usage,
  },
  RB7001: {
    title: { en: 'The lab needs root', ko: '랩에는 root 권한이 필요합니다' },
    why: {
      en: 'Making namespaces, control groups and overlay mounts is reserved to root.',
      ko: '네임스페이스, 제어 그룹, overlay 마운트는 root만 만들 수 있습니다.',
    },
    mend: {
      en: 'Run it with sudo, or use the virtual machines of the Vagrantfile.',
      ko: 'sudo로 실행하거나 Vagrantfile의 가상 머신을 사용하십시오.',
    },
    exit: EXIT.usage,
  },
  RB7002: {
    title: { en: 'Debian packages that the lab needs are missing', ko: '랩에 필요한 Debian 패키지가 없습니다' },
    why: {
      en: 'The lab builds its root file systems, networks and package repositories with programs of this machine.',
      ko: '랩은 이 머신의 프로그램으로 루트 파일 시스템, 네트워크, 패키지 저장소를 만듭니다.',
    },
    mend: { en: 'Install the packages that the message names.', ko: '메시지에 나온 패키지를 설치하십시오.' },
    exit: EXIT.usage,
  },
  RB7003: {
    title: { en: 'No lab can be built from this inventory', ko: '이 인벤토리로는 랩을 만들 수 없습니다' },
    why: {
      en: 'Each host needs an IPv4 address inside its zone, and the desk needs a zone named outside.',
      ko: '각 호스트에는 소속 존 안의 IPv4 주소가, 운영자 자리에는 outside라는 존이 필요합니다.',
    },
    mend: { en: 'Correct the inventory, or use inventory/lab.', ko: '인벤토리를 고치거나 inventory/lab을 사용하십시오.' },
    exit: EXIT.definition,
  },
  RB7004: {
    title: { en: 'A program that the lab runs on this machine failed', ko: '랩이 이 머신에서 실행한 프로그램이 실패했습니다' },
    why: { en: 'The message shows its argv and what it said last.', ko: '메시지에 그 argv와 마지막 출력이 표시됩니다.' },
    mend: { en: 'Mend what it says, then lab down and lab up.', ko: '출력 내용을 해결한 뒤 lab down과 lab up을 실행하십시오.' },
    exit: EXIT.stepFailed,
  },
  RB7006: {
    title: { en: 'A lab host did not boot', ko: '랩 호스트가 부팅되지 않았습니다' },
    why: {
      en: 'Its first process ended, or its sshd did not answer in time.',
      ko: '첫 프로세스가 끝났거나 sshd가 제시간에 응답하지 않았습니다.',
    },
    mend: {
      en: 'Look at the console file that the message names, then lab down and lab up.',
      ko: '메시지에 나온 콘솔 파일을 확인한 뒤 lab down과 lab up을 실행하십시오.',
    },
    exit: EXIT.unreachable,
  },
  RB7007: {
    title: { en: 'There is no lab, or the lab host is off', ko: '랩이 없거나 랩 호스트가 꺼져 있습니다' },
    why: { en: 'What was asked for needs a lab that runs.', ko: '요청한 작업에는 실행 중인 랩이 필요합니다.' },
    mend: { en: 'Build it with lab up.', ko: 'lab up으로 만드십시오.' },
    exit: EXIT.usage,
  },
  RB7008: {
    title: { en: 'The lab has no host of that name', ko: '랩에 그 이름의 호스트가 없습니다' },
    why: { en: 'A lab has the hosts that its inventory had when it was built.', ko: '랩에는 만들 당시 인벤토리에 있던 호스트만 있습니다.' },
    mend: {
      en: 'Take a name that lab status shows, or run lab up again after changing the inventory.',
      ko: 'lab status에 나오는 이름을 쓰거나 인벤토리를 바꾼 뒤 lab up을 다시 실행하십시오.',
    },
    exit: EXIT.usage,
  },
  RB7009: {
    title: { en: 'The state of the lab cannot be read', ko: '랩 상태 파일을 읽을 수 없습니다' },
    why: { en: 'The file was changed by hand, or written by another version.', ko: '파일을 손으로 고쳤거나 다른 버전이 작성했습니다.' },
    mend: {
      en: 'Remove the lab with lab down, which also finds what no state names, then lab up.',
      ko: '상태에 없는 것까지 찾아 지우는 lab down을 실행한 뒤 lab up을 실행하십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB7010: {
    title: { en: 'Something of the lab could not be removed', ko: '랩의 일부를 제거하지 못했습니다' },
    why: { en: 'A process holds it, such as a shell that was opened there.', ko: '그곳에서 연 셸 같은 프로세스가 붙잡고 있습니다.' },
    mend: { en: 'End that process, then lab down again.', ko: '그 프로세스를 끝낸 뒤 lab down을 다시 실행하십시오.' },
    exit: EXIT.stepFailed,
  },
  RB7011: {
    title: { en: 'A lab cannot have this name or folder', ko: '랩에 쓸 수 없는 이름 또는 폴더입니다' },
    why: {
      en: 'They become part of the names of namespaces and of mount options.',
      ko: '네임스페이스 이름과 마운트 옵션의 일부가 되기 때문입니다.',
    },
    mend: {
      en: 'Take up to ten small letters and digits, and a folder without blanks, commas, colons and backslashes.',
      ko: '이름은 영문 소문자와 숫자 열 자 이내로, 폴더는 공백, 쉼표, 콜론, 역슬래시 없이 정하십시오.',
    },
    exit: EXIT.usage,
  },
  RB7012: {
    title: {
      en: 'The machine has no inotify instances left for a lab host',
      ko: '이 머신에 랩 호스트가 쓸 inotify 인스턴스가 남아 있지 않습니다',
    },
    why: {
      en: 'systemd does not start without them. A stock machine gives root 128 (fs.inotify.max_user_instances), and each lab host takes about six.',
      ko: 'systemd는 이것 없이는 시작하지 못합니다. 기본 머신에서 root는 128개(fs.inotify.max_user_instances)를 쓸 수 있고 랩 호스트마다 여섯 개 정도가 필요합니다.',
    },
    mend: {
      en: 'Remove another lab with lab down, or raise fs.inotify.max_user_instances.',
      ko: '다른 랩을 lab down으로 제거하거나 fs.inotify.max_user_instances 값을 올리십시오.',
    },
    exit: EXIT.stepFailed,
  },
  RB7013: {
    title: { en: 'Another program builds or removes this lab', ko: '다른 프로그램이 이 랩을 만들거나 제거하고 있습니다' },
    why: { en: "Two at once would undo each other's work.", ko: '동시에 실행하면 서로의 작업을 망칩니다.' },
    mend: { en: 'Wait until it is done.', ko: '끝날 때까지 기다리십시오.' },
    exit: EXIT.refused,
  },
  RB7014: {
    title: { en: 'The lab of this name belongs to another project folder', ko: '같은 이름의 랩을 다른 프로젝트 폴더가 쓰고 있습니다' },
    why: {
      en: "Names of namespaces and control groups are the machine's: a second lab of this name would take over the network of the first.",
      ko: '네임스페이스와 제어 그룹의 이름은 머신 전체에서 하나뿐이므로, 이름이 같은 랩을 하나 더 만들면 먼저 있던 랩의 네트워크를 차지하게 됩니다.',
    },
    mend: {
      en: 'Run lab down in that folder, or name this lab otherwise with RUNBOOK_LAB=NAME before each command.',
      ko: '그 폴더에서 lab down을 실행하거나, 명령마다 앞에 RUNBOOK_LAB=이름 을 붙여 이 랩의 이름을 다르게 정하십시오.',
    },
    exit: EXIT.refused,
  },
  RB7015: {
    title: { en: 'The lab that is up was built from other hosts', ko: '지금 켜져 있는 랩은 다른 호스트 구성으로 만들어졌습니다' },
    why: {
      en: 'A host that runs keeps its zone, address, port and login; another inventory, or a changed one, would not be what runs.',
      ko: '실행 중인 호스트의 존, 주소, 포트, 로그인 사용자는 바뀌지 않으므로, 다른 인벤토리나 바뀐 인벤토리와는 맞지 않습니다.',
    },
    mend: {
      en: 'Run lab down first, or rehearse with --fresh.',
      ko: '먼저 lab down을 실행하거나 rehearse에 --fresh를 붙이십시오.',
    },
    exit: EXIT.refused,
  },
};
