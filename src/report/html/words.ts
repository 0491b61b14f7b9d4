import type { Bilingual } from '../../core/codes/entry.ts';
import type { Change } from '../../core/change.ts';
import type { Label } from '../../core/resource.ts';
import type { HostSummary, RunEvent } from '../../core/event.ts';
import { showDuration } from '../wording.ts';

/** A number of things in both languages; Korean counts with `unit` (`개`, `대`, `회`). */
export function counted(number: number, one: string, korean: string, unit = '개'): Bilingual {
  return { en: `${number} ${number === 1 ? one : `${one}s`}`, ko: `${korean} ${number}${unit}` };
}

/** Sentences or parts one after the other. */
export function joined(parts: readonly Bilingual[], between = ', '): Bilingual {
  return { en: parts.map((part) => part.en).join(between), ko: parts.map((part) => part.ko).join(between) };
}

/** A time span: `2 min 7 s`, `2분 7초`. */
export function spent(durationMs: number): Bilingual {
  const en = showDuration(durationMs);
  return {
    en,
    ko: en
      .replace(/ h\b/u, '시간')
      .replace(/ min\b/u, '분')
      .replace(/ s\b/u, '초'),
  };
}

/** The same text in both languages: names, numbers, commands. */
export function same(text: string): Bilingual {
  return { en: text, ko: text };
}

/** What is done to a thing. */
export const kindWords: Readonly<Record<Change['kind'], Bilingual>> = {
  create: { en: 'create', ko: '생성' },
  update: { en: 'change', ko: '변경' },
  delete: { en: 'delete', ko: '삭제' },
  none: { en: 'nothing', ko: '변경 없음' },
};

/** Labels of steps. `reversible` is said by the undo of the step. */
export const labelWords: Readonly<Record<Label, Bilingual>> = {
  reversible: { en: 'can be undone', ko: '되돌릴 수 있음' },
  guarded: { en: 'GUARDED: could cut the way to the host', ko: '경로 보호 대상: 접속 경로가 끊길 수 있음' },
  disruptive: { en: 'DISRUPTIVE: interrupts a service or takes long', ko: '서비스 영향: 중단되거나 오래 걸릴 수 있음' },
  point_of_no_return: { en: 'POINT OF NO RETURN', ko: '되돌릴 수 없는 지점' },
  opaque: {
    en: 'OPAQUE: what the command changes cannot be told beforehand',
    ko: '결과 예측 불가: 명령이 무엇을 바꾸는지 미리 알 수 없음',
  },
};

/** How a step ended. */
export const stepStatusWords: Readonly<Record<Extract<RunEvent, { event: 'step_done' }>['status'], Bilingual>> = {
  changed: { en: 'changed', ko: '변경됨' },
  already: { en: 'already so', ko: '이미 적용됨' },
  refused: { en: 'REFUSED', ko: '거부됨' },
  failed: { en: 'FAILED', ko: '실패' },
  timed_out: { en: 'TIMED OUT', ko: '시간 초과' },
  still_running: { en: 'STILL RUNNING', ko: '계속 실행 중' },
  rolled_back: { en: 'ROLLED BACK', ko: '되돌려짐' },
  unknown: { en: 'UNKNOWN', ko: '알 수 없음' },
  not_begun: { en: 'not begun', ko: '시작하지 않음' },
  blocked: { en: 'BLOCKED', ko: '대기 중단' },
};

/** How a host came out of a run. */
export const hostStatusWords: Readonly<Record<HostSummary['status'], Bilingual>> = {
  ok: { en: 'ok', ko: '정상' },
  changed: { en: 'changed', ko: '변경됨' },
  failed: { en: 'FAILED', ko: '실패' },
  unreachable: { en: 'UNREACHABLE', ko: '접속 불가' },
  refused: { en: 'REFUSED', ko: '거부됨' },
  blocked: { en: 'BLOCKED', ko: '대기 중단' },
  timed_out: { en: 'TIMED OUT', ko: '시간 초과' },
  rolled_back: { en: 'ROLLED BACK', ko: '되돌려짐' },
  unknown: { en: 'UNKNOWN', ko: '알 수 없음' },
  not_run: { en: 'not run', ko: '실행하지 않음' },
};

const exits: Readonly<Record<number, Bilingual>> = {
  0: { en: 'done', ko: '완료' },
  1: { en: 'a step failed', ko: '단계 실패' },
  2: { en: 'the hosts are not as declared', ko: '호스트가 선언된 상태와 다름' },
  3: { en: 'refused', ko: '거부됨' },
  4: { en: 'a host could not be reached or entered', ko: '접속하거나 로그인할 수 없는 호스트가 있음' },
  5: { en: 'the state of a host is not known', ko: '상태를 알 수 없는 호스트가 있음' },
  6: { en: 'stopped by the failure budget', ko: '실패 허용 한도에 이르러 중단됨' },
  130: { en: 'cancelled', ko: '취소됨' },
};

/** What an exit code says. */
export function exitWords(exitCode: number): Bilingual {
  return exits[exitCode] ?? { en: `exit code ${exitCode}`, ko: `종료 코드 ${exitCode}` };
}

const types: Readonly<Record<string, Bilingual>> = {
  file: { en: 'file', ko: '파일' },
  directory: { en: 'folder', ko: '디렉터리' },
  symlink: { en: 'symbolic link', ko: '심볼릭 링크' },
  package: { en: 'package', ko: '패키지' },
  service: { en: 'service', ko: '서비스' },
  sysctl: { en: 'kernel parameter', ko: '커널 매개변수' },
  kernel_module: { en: 'kernel module', ko: '커널 모듈' },
  firewall_table: { en: 'firewall of the host', ko: '호스트 방화벽' },
  selinux: { en: 'SELinux mode', ko: 'SELinux 모드' },
  wireguard_key: { en: 'WireGuard key', ko: 'WireGuard 키' },
  wireguard_tunnel: { en: 'WireGuard tunnel', ko: 'WireGuard 터널' },
  hosts_block: { en: 'names in /etc/hosts', ko: '/etc/hosts 이름 목록' },
  hosts_entry: { en: 'name in /etc/hosts', ko: '/etc/hosts 이름' },
  assert: { en: 'check', ko: '점검' },
  command: { en: 'command', ko: '명령' },
  group: { en: 'group', ko: '그룹' },
  user: { en: 'account', ko: '계정' },
  line: { en: 'line of a file', ko: '파일의 한 줄' },
  swap: { en: 'swap', ko: '스왑' },
  wait_for: { en: 'wait', ko: '대기' },
  kubeadm_config: { en: 'kubeadm configuration', ko: 'kubeadm 설정' },
  kubeadm_cluster: { en: 'Kubernetes cluster', ko: '쿠버네티스 클러스터' },
  kubeadm_node: { en: 'Kubernetes node', ko: '쿠버네티스 노드' },
};

/** The kind of thing that an address names; the type itself where it has no other word. */
export function typeWords(address: string): Bilingual {
  const type = address.split(':', 1)[0] ?? '';
  return (Object.hasOwn(types, type) ? types[type] : undefined) ?? same(type.replaceAll('_', ' '));
}
