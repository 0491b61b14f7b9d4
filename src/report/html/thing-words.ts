import type { Action } from '../../core/action.ts';
import type { Bilingual } from '../../core/codes/entry.ts';
import type { Request } from '../../core/request.ts';
import { same } from './words.ts';

const kinds: Readonly<Record<string, Bilingual>> = {
  path: { en: 'the path', ko: '경로' },
  unit: { en: 'the unit', ko: '유닛' },
  package: { en: 'the package', ko: '패키지' },
  sysctl: { en: 'the kernel parameter', ko: '커널 매개변수' },
  module: { en: 'the kernel module', ko: '커널 모듈' },
  table: { en: 'the firewall table', ko: '방화벽 테이블' },
  user: { en: 'the account', ko: '계정' },
  group: { en: 'the group', ko: '그룹' },
  interface: { en: 'the interface', ko: '인터페이스' },
  swap: { en: 'swap', ko: '스왑' },
  selinux: { en: 'the SELinux mode', ko: 'SELinux 모드' },
  cluster: { en: 'the cluster', ko: '클러스터' },
};

/** A thing of a host by its footprint entry, in words: `the path` and `/etc/motd`. */
function thingWords(thing: string): { readonly kind: Bilingual; readonly name: string } {
  const colon = thing.indexOf(':');
  const kind = colon < 0 ? thing : thing.slice(0, colon);
  return { kind: (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined) ?? same(kind), name: colon < 0 ? '' : thing.slice(colon + 1) };
}

/** What a host is asked, in words; the object of the question stands beside it as a text of its own. */
export function requestWords(request: Request): { readonly question: Bilingual; readonly about: string } {
  switch (request.ask) {
    case 'exists':
      return { question: { en: 'whether anything is at', ko: '존재 여부' }, about: request.path };
    case 'stat':
      return { question: { en: 'type, mode and owner of', ko: '유형·권한·소유자' }, about: request.path };
    case 'digest':
      return { question: { en: 'SHA-256 of', ko: 'SHA-256' }, about: request.path };
    case 'content':
      return { question: { en: 'content of', ko: '내용' }, about: request.path };
    case 'unit':
      return { question: { en: 'state of the unit', ko: '유닛 상태' }, about: request.name };
    case 'config_in_use':
      return {
        question: { en: 'whether the unit runs with the configuration of', ko: '유닛이 이 설정으로 실행 중인지' },
        about: `${request.unit}: ${request.paths.join(' ')}`,
      };
    case 'package':
      return { question: { en: 'whether the package is installed:', ko: '패키지 설치 여부' }, about: request.name };
    case 'package_version':
      return { question: { en: 'version of the package', ko: '패키지 버전' }, about: request.name };
    case 'transaction':
      return {
        question:
          request.verb === 'install'
            ? { en: 'what installing the package brings about:', ko: '패키지 설치의 영향' }
            : { en: 'what removing the package brings about:', ko: '패키지 제거의 영향' },
        about: request.name,
      };
    case 'sysctl':
      return { question: { en: 'live value of', ko: '현재 값' }, about: request.key };
    case 'module':
      return { question: { en: 'whether the kernel module is there:', ko: '커널 모듈 유무' }, about: request.name };
    case 'user':
      return {
        question: { en: 'the account', ko: '계정' },
        about: [request.name, request.fields.join(', ')].filter((one) => one !== '').join(': '),
      };
    case 'group':
      return { question: { en: 'the group', ko: '그룹' }, about: request.name };
    case 'key_state':
      return { question: { en: 'whether there is a sound private key at', ko: '올바른 개인 키 유무' }, about: request.path };
    case 'public_key':
      return { question: { en: 'public half of the key at', ko: '공개 키' }, about: request.path };
    case 'facts':
      return { question: { en: 'what the host is', ko: '호스트 정보' }, about: '' };
    case 'run':
      return { question: { en: 'what a reading command answers about', ko: '읽기 전용 명령의 응답' }, about: request.reads.join(' ') };
  }
}

/** What an action does, in words; its object stands beside it as a text of its own. */
export function actionWords(action: Action): { readonly verb: Bilingual; readonly about: string; readonly more?: Bilingual } {
  switch (action.do) {
    case 'run':
      return {
        verb: { en: 'runs', ko: '실행' },
        about: '',
        ...(action.long === true ? { more: { en: 'goes on when the link is lost', ko: '연결이 끊겨도 계속 실행됨' } } : {}),
      };
    case 'write':
      return {
        verb: { en: 'writes the file', ko: '파일 쓰기' },
        about: action.path,
        more: same(`${action.mode} ${action.owner}:${action.group}`),
      };
    case 'remove':
      return { verb: { en: 'removes', ko: '제거' }, about: action.path };
    case 'record_config':
      return { verb: { en: 'records which configuration runs:', ko: '실행 중인 설정 기록' }, about: action.unit };
    case 'restore': {
      const { kind, name } = thingWords(action.thing);
      return {
        verb: { en: `puts back, as the host kept it, ${kind.en}`, ko: `호스트가 보관한 상태로 복원: ${kind.ko}` },
        about: name,
      };
    }
  }
}
