import type { CodeCatalogue } from './entry.ts';
import { loginCodes } from './login.ts';

/** Codes of the way to a host: connecting, host keys, logging in, forwarding. */
export const transportCodes: CodeCatalogue = {
  ...loginCodes,
  RB4001: {
    title: { en: 'A host cannot be reached', ko: '호스트에 연결할 수 없음' },
    why: {
      en: 'Nothing answered at its address and port: it is down, the address is wrong, or a firewall on the way drops the connection.',
      ko: '주소와 포트에서 응답이 없습니다. 호스트가 꺼져 있거나, 주소가 틀렸거나, 중간 방화벽이 연결을 버리고 있습니다.',
    },
    mend: {
      en: 'Check that the host is up, its address in the inventory, and that a flow from the last hop to its SSH port is allowed.',
      ko: '호스트가 켜져 있는지, 인벤토리의 주소가 맞는지, 마지막 경유지에서 SSH 포트까지의 흐름이 허용되어 있는지 확인하십시오.',
    },
    exit: 4,
  },
  RB4002: {
    title: { en: 'Nothing listens for SSH on a host', ko: 'SSH 포트에서 대기하는 프로그램이 없음' },
    why: {
      en: 'The machine answered that the port is closed: sshd does not run, or runs on another port.',
      ko: '해당 포트가 닫혀 있다고 응답했습니다. sshd가 실행 중이 아니거나 다른 포트를 사용합니다.',
    },
    mend: {
      en: 'Start sshd on the host, or correct the port in the inventory (`ssh: { port: … }`).',
      ko: '호스트에서 sshd를 시작하거나 인벤토리의 포트(`ssh: { port: … }`)를 고치십시오.',
    },
    exit: 4,
  },
  RB4004: {
    title: { en: 'A host did not finish the SSH handshake in time', ko: 'SSH 연결 절차가 제한 시간 안에 끝나지 않음' },
    why: {
      en: 'The connection was accepted, and then sshd fell silent: it is overloaded, or a PAM module or a name lookup waits for something.',
      ko: '연결은 받아들여졌지만 sshd가 응답하지 않습니다. 과부하이거나 PAM 모듈 또는 이름 조회가 지연되고 있습니다.',
    },
    mend: {
      en: 'Look at the load and at the log of sshd on that host (UseDNS and PAM modules first), then run again.',
      ko: '해당 호스트의 부하와 sshd 로그(UseDNS와 PAM 모듈부터)를 확인한 뒤 다시 실행하십시오.',
    },
    exit: 4,
  },
  RB4005: {
    title: { en: 'A host hung up before the login', ko: '로그인 전에 연결이 끊어짐' },
    why: {
      en: 'sshd closed the connection by itself, several times: too many logins are under way (MaxStartups), or it does not serve this address.',
      ko: 'sshd가 여러 번 연결을 스스로 닫았습니다. 진행 중인 로그인이 너무 많거나(MaxStartups) 이 주소를 허용하지 않습니다.',
    },
    mend: {
      en: 'Look at the log of sshd on that host. Then run again, with a lower --forks if it is busy.',
      ko: '해당 호스트의 sshd 로그를 확인하십시오. 바쁜 상태라면 --forks를 낮추어 다시 실행하십시오.',
    },
    exit: 4,
  },
  RB4006: {
    title: { en: 'A host refuses connections for a while', ko: '호스트가 한동안 연결을 거부함' },
    why: {
      en: 'sshd 9.8 and later punishes addresses from which logins failed (PerSourcePenalties). Behind a bastion all logins come from one address.',
      ko: 'sshd 9.8 이상은 로그인에 실패한 주소를 잠시 차단합니다(PerSourcePenalties). 배스천을 거치면 모든 로그인이 같은 주소에서 옵니다.',
    },
    mend: {
      en: 'Wait a minute, correct the key or password that was refused, then run again.',
      ko: '1분쯤 기다린 뒤 거부된 키나 비밀번호를 바로잡고 다시 실행하십시오.',
    },
    exit: 4,
  },
  RB4007: {
    title: { en: 'What answers is no SSH server', ko: '응답한 프로그램이 SSH 서버가 아님' },
    why: {
      en: 'Another service listens at that address and port.',
      ko: '그 주소와 포트에서 다른 서비스가 대기하고 있습니다.',
    },
    mend: {
      en: 'Correct address or port of the host in the inventory.',
      ko: '인벤토리에서 호스트의 주소나 포트를 고치십시오.',
    },
    exit: 4,
  },
  RB4008: {
    title: { en: 'A host shares no algorithm with this program', ko: '공통으로 지원하는 SSH 알고리즘이 없음' },
    why: {
      en: 'Its sshd allows only what this transport does not have: post-quantum key exchange alone, certificates alone, or SHA-1.',
      ko: '해당 sshd가 이 전송 방식에 없는 것(양자내성 키 교환만, 인증서만, SHA-1)만 허용합니다.',
    },
    mend: {
      en: 'Allow curve25519-sha256 or ecdh-sha2-nistp256, an Ed25519, ECDSA or RSA host key, and AES-GCM or AES-CTR in its sshd_config.',
      ko: 'sshd_config에서 curve25519-sha256 또는 ecdh-sha2-nistp256, Ed25519·ECDSA·RSA 호스트 키, AES-GCM 또는 AES-CTR을 허용하십시오.',
    },
    exit: 4,
  },
  RB4010: {
    title: { en: 'A host key is not known', ko: '알려지지 않은 호스트 키' },
    why: {
      en: 'Neither the inventory nor a known_hosts file says which key the host has. Without that, any machine in between could take its place.',
      ko: '인벤토리에도 known_hosts 파일에도 이 호스트의 키가 없습니다. 그러면 중간의 어떤 장비든 호스트 행세를 할 수 있습니다.',
    },
    mend: {
      en: "Compare the fingerprint with the host's console (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`), then `runbook trust HOST`. No switch turns this off.",
      ko: '호스트 콘솔에서 지문을 비교하고(`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`) `runbook trust HOST`를 실행하십시오. 이 검사를 끄는 옵션은 없습니다.',
    },
    exit: 4,
  },
  RB4011: {
    title: { en: 'A host key is not the known one', ko: '호스트 키가 알려진 것과 다름' },
    why: {
      en: 'The host was installed anew, its address now belongs to another machine, or somebody is in between.',
      ko: '호스트를 다시 설치했거나, 주소가 다른 장비로 넘어갔거나, 누군가 중간에 끼어 있습니다.',
    },
    mend: {
      en: 'Find out which. Only if the host really has a new key: remove the old line (the message names it) and `runbook trust HOST`.',
      ko: '원인을 먼저 확인하십시오. 정말 새 키인 경우에만 메시지에 나온 이전 줄을 지우고 `runbook trust HOST`를 실행하십시오.',
    },
    exit: 4,
  },
  RB4012: {
    title: { en: 'A host key was revoked', ko: '폐기된 호스트 키' },
    why: {
      en: 'A known_hosts file marks the key that the host showed as @revoked.',
      ko: '호스트가 보인 키가 known_hosts 파일에서 @revoked로 표시되어 있습니다.',
    },
    mend: {
      en: 'Find out why it was revoked, and give the host a new key.',
      ko: '폐기된 이유를 확인하고 호스트에 새 키를 만드십시오.',
    },
    exit: 4,
  },
  RB4013: {
    title: { en: 'A host has no host key of the known type', ko: '알려진 종류의 호스트 키가 없음' },
    why: {
      en: 'Known is, say, an RSA key, and the host no longer offers one: it was installed anew, or is another machine.',
      ko: '예를 들어 RSA 키가 등록되어 있는데 호스트가 더 이상 제공하지 않습니다. 다시 설치했거나 다른 장비입니다.',
    },
    mend: {
      en: 'Find out which. Only if the host really has new keys: remove the old lines and `runbook trust HOST`.',
      ko: '원인을 먼저 확인하십시오. 정말 새 키인 경우에만 이전 줄을 지우고 `runbook trust HOST`를 실행하십시오.',
    },
    exit: 4,
  },
  RB4014: {
    title: { en: 'A host could not prove its host key', ko: '호스트가 호스트 키를 증명하지 못함' },
    why: {
      en: 'It showed a key but its signature is wrong: it does not hold the private half, or the connection was tampered with.',
      ko: '키를 보였지만 서명이 맞지 않습니다. 개인 키가 없거나 연결이 변조되었습니다.',
    },
    mend: {
      en: 'Do not go on before it is understood: somebody may be in between.',
      ko: '중간에 누군가 있을 수 있습니다. 원인을 알기 전에는 계속하지 마십시오.',
    },
    exit: 4,
  },
  RB4030: {
    title: { en: 'A bastion does not forward', ko: '배스천이 포워딩을 허용하지 않음' },
    why: {
      en: 'sshd on the bastion forbids forwarding: AllowTcpForwarding, PermitOpen, DisableForwarding, or a restriction before the key in authorized_keys.',
      ko: '배스천의 sshd가 포워딩을 금지합니다. AllowTcpForwarding, PermitOpen, DisableForwarding 또는 authorized_keys의 키 앞 제한 때문입니다.',
    },
    mend: {
      en: 'Allow it for this account and these hosts: `AllowTcpForwarding local`, and `PermitOpen` with each host and port when it is set.',
      ko: '이 계정과 호스트에 허용하십시오. `AllowTcpForwarding local`, 그리고 `PermitOpen`이 있으면 각 호스트와 포트를 추가하십시오.',
    },
    exit: 4,
  },
  RB4032: {
    title: { en: 'A bastion has no room for another connection', ko: '배스천에 연결 여유가 없음' },
    why: {
      en: 'Its sshd answered that a resource is short: open files, processes or memory.',
      ko: '배스천의 sshd가 열린 파일, 프로세스 또는 메모리가 부족하다고 응답했습니다.',
    },
    mend: {
      en: 'Look at the limits of the bastion, or run with a lower --forks.',
      ko: '배스천의 한도를 확인하거나 --forks를 낮추어 실행하십시오.',
    },
    exit: 4,
  },
  RB4040: {
    title: { en: 'The connection to a host was lost', ko: '호스트와의 연결이 끊어짐' },
    why: {
      en: 'The host or a bastion before it went down or is frozen, the network was cut, or a firewall forgot the connection.',
      ko: '호스트나 그 앞의 배스천이 꺼졌거나 멈췄거나, 네트워크가 끊겼거나, 방화벽이 연결을 잊었습니다.',
    },
    mend: {
      en: 'Look at the host and at the way to it, then run again: what is done is found done, and the rest goes on.',
      ko: '호스트와 경로를 확인한 뒤 다시 실행하십시오. 끝난 일은 끝난 것으로 확인되고 나머지가 이어집니다.',
    },
    exit: 4,
  },
  RB4041: {
    title: { en: 'A host does not start a command', ko: '호스트가 명령을 시작하지 않음' },
    why: {
      en: 'The login succeeded, but sshd refused a session: MaxSessions is 0 or reached, or the key may only forward.',
      ko: '로그인은 되었지만 sshd가 세션을 거부했습니다. MaxSessions가 0이거나 한도에 이르렀거나, 키가 포워딩만 허용됩니다.',
    },
    mend: {
      en: 'Raise MaxSessions (10 is stock), and look at the options before the key in authorized_keys.',
      ko: 'MaxSessions(기본값 10)를 높이고 authorized_keys의 키 앞 옵션을 확인하십시오.',
    },
    exit: 4,
  },
  RB4042: {
    title: { en: 'A connection was closed by this program', ko: '이 프로그램이 연결을 닫음' },
    why: {
      en: 'The run ended or was cancelled while something was still under way.',
      ko: '작업이 남아 있는 동안 실행이 끝났거나 취소되었습니다.',
    },
    mend: {
      en: 'Run it again: what is done is found done.',
      ko: '다시 실행하십시오. 끝난 일은 끝난 것으로 확인됩니다.',
    },
    exit: 4,
  },
  RB4050: {
    title: { en: 'The local shell cannot be started', ko: '로컬 셸을 시작할 수 없음' },
    why: {
      en: 'The local transport runs commands with sh, and there is none in PATH.',
      ko: '로컬 전송은 sh로 명령을 실행하지만 PATH에 sh가 없습니다.',
    },
    mend: {
      en: 'Run it on Linux or another POSIX system.',
      ko: 'Linux 등 POSIX 시스템에서 실행하십시오.',
    },
    exit: 4,
  },
  RB4060: {
    title: { en: 'A line of known_hosts cannot be read', ko: 'known_hosts의 한 줄을 읽을 수 없음' },
    why: {
      en: 'It is not in the format of sshd(8), or names an unknown marker. It grants nothing.',
      ko: 'sshd(8)의 형식이 아니거나 알 수 없는 표시가 있습니다. 이 줄은 사용되지 않습니다.',
    },
    mend: {
      en: 'Correct or remove the line.',
      ko: '그 줄을 고치거나 지우십시오.',
    },
    exit: 0,
  },
  RB4061: {
    title: { en: 'Certificate authorities for host keys are not supported', ko: '호스트 키 인증 기관은 지원되지 않음' },
    why: {
      en: 'A line of known_hosts is marked @cert-authority. This transport checks plain host keys only.',
      ko: 'known_hosts의 한 줄에 @cert-authority 표시가 있습니다. 이 전송 방식은 일반 호스트 키만 검사합니다.',
    },
    mend: {
      en: 'Store the plain host keys: `runbook trust HOST`.',
      ko: '일반 호스트 키를 저장하십시오: `runbook trust HOST`.',
    },
    exit: 0,
  },
  RB4062: {
    title: { en: 'A known_hosts file cannot be read', ko: 'known_hosts 파일을 읽을 수 없음' },
    why: {
      en: 'It is there but may not be read, so nobody knows which host keys are trusted.',
      ko: '파일은 있지만 읽을 수 없어 어떤 호스트 키를 믿을지 알 수 없습니다.',
    },
    mend: {
      en: 'Make it a file that you may read, or move it away.',
      ko: '읽을 수 있는 파일로 바꾸거나 다른 곳으로 옮기십시오.',
    },
    exit: 4,
  },
  RB4090: {
    title: { en: 'A host is not in the inventory', ko: '인벤토리에 없는 호스트' },
    why: {
      en: 'Only hosts of the inventory are reached, since their addresses, ways in and host keys stand there.',
      ko: '주소, 경로, 호스트 키가 인벤토리에 있으므로 인벤토리의 호스트에만 연결합니다.',
    },
    mend: {
      en: '`runbook inventory list` shows its hosts.',
      ko: '`runbook inventory list`로 호스트를 확인하십시오.',
    },
    exit: 64,
  },
};
