import type { Ask, Question } from '../transport/prompt.ts';
import type { Io } from './io.ts';

const ENTER = ['\r', '\n'];
const BACKSPACE = ['\u007F', '\b'];
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

/** Asks in the terminal, on standard error; what is secret is not echoed, and is masked from then on. Undefined without a terminal, and after Ctrl-C. */
export function createAsk(io: Io, settle: () => Promise<void> = () => Promise.resolve()): Ask {
  return async (question) => {
    if (!io.stdin.isTTY) return undefined;
    await settle();
    const answer = await readAnswer(io, question);
    if (question.secret && answer !== undefined) io.secrets.add([{ name: question.text, value: answer }]);
    return answer;
  };
}

/** The password for sudo or su, when it is to be asked for; masked under that name. Undefined: none was given. */
export async function askBecomePassword(io: Io, ask: Ask, isWanted: boolean | undefined): Promise<string | undefined> {
  if (isWanted !== true) return undefined;
  const password = await ask({ text: 'Password for sudo or su on the hosts', secret: true });
  if (password !== undefined) io.secrets.add([{ name: 'become password', value: password }]);
  return password;
}

/** True when the operator answers yes. Without a terminal nobody can: false. */
export async function confirm(io: Io, text: string): Promise<boolean> {
  const answer = await createAsk(io)({ text: `${text} [yes/no]`, secret: false });
  return answer === 'yes' || answer === 'y';
}

function readAnswer(io: Io, question: Question): Promise<string | undefined> {
  const { stdin, stderr } = io;
  return new Promise((resolve) => {
    let typed = '';
    // Echo is off before the prompt invites anybody to type.
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stderr.write(`${question.text}: `);
    const finish = (answer: string | undefined): void => {
      stdin.off('data', take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      resolve(answer);
    };
    const take = (chunk: string | Buffer): void => {
      for (const character of chunk.toString()) {
        if (ENTER.includes(character)) return finish(typed);
        if (character === CTRL_C || (character === CTRL_D && typed === '')) return finish(undefined);
        if (BACKSPACE.includes(character)) {
          const shorter = Array.from(typed).slice(0, -1).join('');
          if (!question.secret && shorter !== typed) stderr.write('\b \b');
          typed = shorter;
        } else if (character >= ' ') {
          typed += character;
          if (!question.secret) stderr.write(character);
        }
      }
      return undefined;
    };
    stdin.on('data', take);
    stdin.resume();
  });
}
