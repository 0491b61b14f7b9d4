import type { CodeCatalogue } from './entry.ts';

/** Codes of files and of the inventory. */
export const inventoryCodes: CodeCatalogue = {
  RB1000: {
    title: { en: 'A file cannot be read', ko: '파일을 읽을 수 없음' },
    why: {
      en: 'It is not there, its owner or mode does not allow it, or it is no UTF-8 text.',
      ko: '파일이 없거나, 소유자나 모드 때문에 읽을 수 없거나, UTF-8 텍스트가 아닙니다.',
    },
    mend: {
      en: 'Look at the path, the owner and the mode; save texts as UTF-8.',
      ko: '경로, 소유자, 모드를 확인하고 텍스트는 UTF-8로 저장하십시오.',
    },
    exit: 65,
  },
  RB1001: {
    title: { en: 'Not valid YAML', ko: '올바른 YAML이 아님' },
    why: {
      en: 'The file breaks the grammar of YAML 1.2: often indentation, a missing quote or bracket, or a tab.',
      ko: 'YAML 1.2 문법에 맞지 않습니다. 들여쓰기, 빠진 따옴표나 괄호, 탭이 흔한 원인입니다.',
    },
    mend: {
      en: 'Look at the line that is shown and at the one before it. A text with `: ` or `#` in it needs quotes.',
      ko: '표시된 줄과 그 앞줄을 보십시오. `: `나 `#`가 든 텍스트는 따옴표가 필요합니다.',
    },
    exit: 65,
  },
  RB1002: {
    title: { en: 'A part of YAML that is not read here', ko: '여기서 읽지 않는 YAML 기능' },
    why: {
      en: 'Tags, merge keys, several documents in one file, and keys that are no texts make files that mean more than they show.',
      ko: '태그, 병합 키, 한 파일의 여러 문서, 텍스트가 아닌 키는 보이는 것과 다른 뜻이 될 수 있습니다.',
    },
    mend: {
      en: 'Write the values out. Anchors and aliases within one file are read.',
      ko: '값을 그대로 쓰십시오. 한 파일 안의 앵커와 별칭은 쓸 수 있습니다.',
    },
    exit: 65,
  },
  RB1003: {
    title: { en: 'Unknown key', ko: '알 수 없는 키' },
    why: {
      en: 'A key that nothing reads is most often a typing error, and would silently do nothing.',
      ko: '아무도 읽지 않는 키는 대개 오타이며, 그대로 두면 아무 일도 하지 않습니다.',
    },
    mend: {
      en: 'Correct it or remove it; the message lists the keys of that place.',
      ko: '고치거나 지우십시오. 쓸 수 있는 키가 메시지에 있습니다.',
    },
    exit: 65,
  },
  RB1004: {
    title: { en: 'A key stands twice', ko: '키가 두 번 나옴' },
    why: {
      en: 'Only one of the two values could count, and which one is a matter of luck.',
      ko: '두 값 중 하나만 쓰이며 어느 것인지 분명하지 않습니다.',
    },
    mend: { en: 'Keep one of the two.', ko: '하나만 남기십시오.' },
    exit: 65,
  },
  RB1005: {
    title: { en: 'A key is missing', ko: '키가 빠짐' },
    why: { en: 'The thing cannot be used without it.', ko: '이 키 없이는 쓸 수 없습니다.' },
    mend: { en: 'Add the key that the message names.', ko: '메시지의 키를 추가하십시오.' },
    exit: 65,
  },
  RB1006: {
    title: { en: 'A value of the wrong kind', ko: '값의 종류가 다름' },
    why: {
      en: 'A list, mapping, text, number or true/false stands where another kind belongs. `yes` and `no` are texts in YAML 1.2.',
      ko: '목록, 매핑, 텍스트, 숫자, 참/거짓 중 다른 종류가 와야 합니다. YAML 1.2에서 `yes`와 `no`는 텍스트입니다.',
    },
    mend: {
      en: 'Write the kind that the message names; versions and modes need quotes.',
      ko: '메시지의 종류로 쓰십시오. 버전과 모드는 따옴표가 필요합니다.',
    },
    exit: 65,
  },
  RB1007: {
    title: { en: 'A character that must not be there', ko: '있어서는 안 되는 문자' },
    why: {
      en: 'Control characters, U+E000 and U+E001 have a meaning of their own inside the program.',
      ko: '제어 문자와 U+E000, U+E001은 프로그램 안에서 따로 쓰입니다.',
    },
    mend: { en: 'Remove the character; most editors do not show it.', ko: '그 문자를 지우십시오. 대부분의 편집기에는 보이지 않습니다.' },
    exit: 65,
  },
  RB1008: {
    title: { en: 'Too large', ko: '너무 큼' },
    why: {
      en: 'A file is larger than what is read, or its aliases would grow to very many values.',
      ko: '파일이 읽는 한도보다 크거나, 별칭이 매우 많은 값으로 늘어납니다.',
    },
    mend: { en: 'Split the file, or write fewer aliases.', ko: '파일을 나누거나 별칭을 줄이십시오.' },
    exit: 65,
  },
  RB1009: {
    title: { en: 'Not a name', ko: '이름으로 쓸 수 없음' },
    why: {
      en: 'Names stand in addresses, plans and file names, so only letters, digits, `-`, `_` and `.` are allowed; in variables letters, digits and `_`.',
      ko: '이름은 주소, 계획, 파일 이름에 쓰이므로 글자, 숫자, `-`, `_`, `.`만 됩니다. 변수는 글자, 숫자, `_`만 됩니다.',
    },
    mend: { en: 'Choose another name.', ko: '다른 이름을 쓰십시오.' },
    exit: 65,
  },
  RB1100: {
    title: { en: 'A name that is taken', ko: '이미 쓰인 이름' },
    why: {
      en: 'Zones, hosts, groups and services share one set of names, since flows and host patterns name them all; `all` is every host.',
      ko: '흐름과 호스트 패턴이 모두를 이름으로 가리키므로 존, 호스트, 그룹, 서비스의 이름은 함께 유일해야 합니다. `all`은 모든 호스트입니다.',
    },
    mend: { en: 'Rename one of the two.', ko: '둘 중 하나의 이름을 바꾸십시오.' },
    exit: 65,
  },
  RB1101: {
    title: { en: 'A name that nothing in the inventory bears', ko: '인벤토리에 없는 이름' },
    why: {
      en: 'A host names a zone, or a group a child or a host, that is not written anywhere.',
      ko: '호스트가 가리킨 존, 또는 그룹이 가리킨 하위 그룹이나 호스트가 어디에도 없습니다.',
    },
    mend: { en: 'Correct the name, or write the zone, group or host.', ko: '이름을 고치거나 존, 그룹, 호스트를 추가하십시오.' },
    exit: 65,
  },
  RB1102: {
    title: { en: 'Not an IPv4 address or network', ko: 'IPv4 주소나 네트워크가 아님' },
    why: {
      en: 'Addresses are four numbers; networks have a prefix length.',
      ko: '주소는 숫자 네 개, 네트워크는 접두사 길이가 있어야 합니다.',
    },
    mend: { en: 'Write 198.18.10.11, or 198.18.10.0/24.', ko: '198.18.10.11 또는 198.18.10.0/24처럼 쓰십시오.' },
    exit: 65,
  },
  RB1103: {
    title: { en: 'Networks of zones overlap', ko: '존의 네트워크가 겹침' },
    why: {
      en: 'An address must belong to one zone, or nobody can say how its host is reached and what may talk to it.',
      ko: '주소는 한 존에만 속해야 호스트에 이르는 길과 허용된 흐름을 정할 수 있습니다.',
    },
    mend: { en: 'Make the networks smaller, so that they share no address.', ko: '겹치지 않도록 네트워크를 줄이십시오.' },
    exit: 65,
  },
  RB1104: {
    title: { en: 'A jump host that is no host', ko: '호스트가 아닌 경유지' },
    why: { en: '`via` names hosts of the inventory, outermost first.', ko: '`via`에는 인벤토리의 호스트를 바깥쪽부터 씁니다.' },
    mend: { en: 'Write the name of a host, not of a zone or an address.', ko: '존이나 주소가 아닌 호스트 이름을 쓰십시오.' },
    exit: 65,
  },
  RB1105: {
    title: { en: '`via` goes in a circle', ko: '`via`가 순환함' },
    why: {
      en: 'Each of these hosts is to be reached through the next, so none can be reached.',
      ko: '각 호스트가 다음 호스트를 거쳐야 하므로 아무것도 닿을 수 없습니다.',
    },
    mend: { en: 'Let one of them be reached directly.', ko: '그중 하나는 직접 닿도록 하십시오.' },
    exit: 65,
  },
  RB1106: {
    title: { en: 'An address outside its zone', ko: '존 밖의 주소' },
    why: {
      en: 'The address of a host lies in none of the networks of its zone.',
      ko: '호스트의 주소가 그 존의 어느 네트워크에도 없습니다.',
    },
    mend: {
      en: 'Correct the address or the zone, or add the network to the zone.',
      ko: '주소나 존을 고치거나 존에 네트워크를 추가하십시오.',
    },
    exit: 65,
  },
  RB1107: {
    title: { en: 'An address that another host has', ko: '다른 호스트와 같은 주소' },
    why: {
      en: 'Two hosts would be one machine, and both would be changed on it.',
      ko: '두 호스트가 한 기계가 되어 둘 다의 변경이 적용됩니다.',
    },
    mend: { en: 'Give each host its own address.', ko: '호스트마다 다른 주소를 주십시오.' },
    exit: 65,
  },
  RB1108: {
    title: { en: 'A flow to or from nothing', ko: '대상이 없는 흐름' },
    why: { en: 'Flows name zones, groups, hosts, services or `all`.', ko: '흐름은 존, 그룹, 호스트, 서비스 또는 `all`을 가리킵니다.' },
    mend: {
      en: 'Correct the name; what is no host of the inventory is written under `services`.',
      ko: '이름을 고치십시오. 인벤토리의 호스트가 아닌 것은 `services`에 씁니다.',
    },
    exit: 65,
  },
  RB1109: {
    title: { en: 'Not a port', ko: '포트가 아님' },
    why: { en: 'Ports are written with their protocol.', ko: '포트는 프로토콜과 함께 씁니다.' },
    mend: { en: 'Write 22/tcp, 51820/udp or 2379-2380/tcp.', ko: '22/tcp, 51820/udp, 2379-2380/tcp처럼 쓰십시오.' },
    exit: 65,
  },
  RB1110: {
    title: { en: 'Groups contain each other', ko: '그룹이 서로를 포함함' },
    why: { en: 'A group is a child of its own child.', ko: '그룹이 자기 하위 그룹의 하위 그룹입니다.' },
    mend: { en: 'Remove one of the children.', ko: '하위 그룹 하나를 지우십시오.' },
    exit: 65,
  },
  RB1111: {
    title: { en: 'Nothing says as whom to log in', ko: '로그인 이름이 없음' },
    why: {
      en: 'A host needs a login name, and neither the inventory nor the command line gives one.',
      ko: '호스트에는 로그인 이름이 필요한데 인벤토리에도 명령줄에도 없습니다.',
    },
    mend: {
      en: 'Add `ssh: { user: NAME }` to the inventory, a zone, a group or the host, or give --user.',
      ko: '인벤토리, 존, 그룹, 호스트에 `ssh: { user: NAME }`을 쓰거나 --user를 주십시오.',
    },
    exit: 65,
  },
  RB1112: {
    title: { en: 'Not a fingerprint', ko: '지문이 아님' },
    why: {
      en: 'Pinned host keys are SHA-256 fingerprints as ssh-keygen(1) prints them.',
      ko: '고정된 호스트 키는 ssh-keygen(1)이 출력하는 SHA-256 지문입니다.',
    },
    mend: { en: 'Write `SHA256:` and the 43 characters after it.', ko: '`SHA256:`와 그 뒤 43자를 쓰십시오.' },
    exit: 65,
  },
  RB1113: {
    title: { en: 'No inventory there', ko: '인벤토리가 없음' },
    why: { en: 'The folder is not there or has no file `*.yml`.', ko: '폴더가 없거나 `*.yml` 파일이 없습니다.' },
    mend: { en: 'Give the folder of an inventory with -i.', ko: '-i로 인벤토리 폴더를 지정하십시오.' },
    exit: 64,
  },
  RB1114: {
    title: { en: 'No such connection', ko: '알 수 없는 연결 방식' },
    why: {
      en: "A host is reached over SSH (`ssh`), or is this machine itself (`local`). The system's OpenSSH client is not in this version.",
      ko: '호스트는 SSH(`ssh`)로 접속하거나 이 컴퓨터 자신(`local`)입니다. 시스템의 OpenSSH 클라이언트는 이 버전에 없습니다.',
    },
    mend: {
      en: 'Write `connection: ssh` or `connection: local`, or leave it out.',
      ko: '`connection: ssh` 또는 `connection: local`로 쓰거나 생략하십시오.',
    },
    exit: 65,
  },
  RB1115: {
    title: { en: 'The journal cannot demand this', ko: '저널에 요구할 수 없는 항목' },
    why: {
      en: 'A site can want every run to name who does it, the approval number, and why: nothing else is recorded by name.',
      ko: '현장은 실행마다 작업자, 승인 번호, 사유를 밝히도록 요구할 수 있습니다. 그 밖의 이름은 기록되지 않습니다.',
    },
    mend: {
      en: 'Write `journal: { demand: [operator, ticket, reason] }` with the words that are wanted.',
      ko: '`journal: { demand: [operator, ticket, reason] }`에서 필요한 항목만 쓰십시오.',
    },
    exit: 65,
  },
  RB1116: {
    title: { en: 'The way to a host is too long', ko: '호스트까지의 경유 경로가 너무 긺' },
    why: {
      en: 'Each hop of `via` is a login inside the one before it. More than 16 of them, one behind the other, are a mistake rather than a network.',
      ko: '`via`의 각 경유지는 앞 경유지 안에서 다시 로그인하는 것입니다. 16개를 넘으면 실제 망이라기보다 작성 실수입니다.',
    },
    mend: {
      en: 'Name in `via` only the hosts that must be passed; a zone can state them once for all of its hosts.',
      ko: '반드시 거쳐야 하는 호스트만 `via`에 쓰십시오. 영역에 한 번만 써서 그 영역의 모든 호스트에 적용할 수 있습니다.',
    },
    exit: 65,
  },
};
