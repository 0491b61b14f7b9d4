import { namedDigest } from '../../core/digest.ts';
import type { TextChange } from '../../core/resource.ts';
import { diffLines } from '../plan/text-diff.ts';
import { el, english, join, say, type Html } from './markup.ts';
import type { PagePen } from './page-pen.ts';

/** The unified diff of a text with line numbers, old and new. What a limit leaves out is counted. */
export function textPart(text: TextChange, isNew: boolean, pen: PagePen): Html {
  const path = el('code', {}, text.path);
  const stored = [text.before, text.after]
    .map((one) => (one === undefined ? undefined : namedDigest(one)))
    .find((one) => one !== undefined);
  if (stored !== undefined) {
    const words = {
      en: ` not shown: a large content of the project’s tree, SHA-256 ${stored}`,
      ko: ` 표시하지 않음: 프로젝트 파일의 큰 내용, SHA-256 ${stored}`,
    };
    return el('p', { class: 'text' }, path, say(words));
  }
  if (text.unseen !== undefined) {
    return el('p', { class: 'text' }, path, say({ en: ' not shown: ', ko: ' 표시하지 않음: ' }), english(text.unseen));
  }
  const lines = diffLines(text, (one) => one);
  if (lines === undefined) {
    const words = { en: ' too different to be compared line by line', ko: ' 차이가 커서 줄 단위로 비교하지 않았습니다' };
    return el('p', { class: 'text' }, path, say(words), ` (${lineCount(text.before)} → ${lineCount(text.after)})`);
  }
  const { added, removed } = counts(lines);
  const size = { en: ` ${added} added, ${removed} removed`, ko: ` ${added}줄 추가, ${removed}줄 삭제` };
  const state =
    text.before === undefined
      ? isNew
        ? { en: ' (new file)', ko: ' (새 파일)' }
        : { en: ' (what is there now is not known yet)', ko: ' (현재 내용은 아직 알 수 없음)' }
      : { en: '', ko: '' };
  const shown = lines.slice(0, pen.takeLines(lines.length));
  return el(
    'details',
    { class: 'text', ...(lines.length <= 40 ? { open: true } : {}) },
    el('summary', {}, path, say(state), say(size)),
    shown.length === 0 ? undefined : el('pre', { class: 'diff' }, numbered(shown)),
    leftOut(lines.slice(shown.length), lines.length),
  );
}

function leftOut(left: readonly string[], total: number): Html | undefined {
  if (left.length === 0) return undefined;
  const { added, removed } = counts(left);
  return el(
    'p',
    { class: 'left' },
    say({
      en: `${left.length} of ${total} lines of this diff are left out here (${added} added, ${removed} removed). runbook show with --diff --verbose shows all.`,
      ko: `이 차이의 ${total}줄 중 ${left.length}줄을 여기서는 생략했습니다(추가 ${added}줄, 삭제 ${removed}줄). runbook show에 --diff --verbose를 붙이면 모두 볼 수 있습니다.`,
    }),
  );
}

function counts(lines: readonly string[]): { readonly added: number; readonly removed: number } {
  return { added: lines.filter((line) => line.startsWith('+')).length, removed: lines.filter((line) => line.startsWith('-')).length };
}

function lineCount(text: string | undefined): number {
  return text === undefined ? 0 : text.replace(/\n$/u, '').split('\n').length;
}

/** Each line with its number before and after, and its sign. */
function numbered(lines: readonly string[]): Html {
  let before = 1;
  let after = 1;
  return join(
    lines.map((line) => {
      const hunk = /^@@ -(\d+),\d+ \+(\d+),\d+ @@$/u.exec(line);
      if (hunk !== null) {
        before = Number(hunk[1]);
        after = Number(hunk[2]);
        return el('span', { class: 'h' }, `${line}\n`);
      }
      const sign = line.slice(0, 1);
      const old = sign === '+' ? '' : String(before++);
      const next = sign === '-' ? '' : String(after++);
      const kind = sign === '+' ? 'a' : sign === '-' ? 'r' : sign === '\\' ? 'h' : 'c';
      return el('span', { class: kind }, `${old.padStart(4)} ${next.padStart(4)} ${line}\n`);
    }),
  );
}
