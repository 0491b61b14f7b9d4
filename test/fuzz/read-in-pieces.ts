import { isDeepStrictEqual } from 'node:util';
import { createRecordReader, ProtocolError } from '../../src/transport/shell/records.ts';
import { must } from './fuzz-kind.ts';

/** The reader finds the same whether bytes come one by one, in pieces, or as another reader of the same format finds them at once. */
export function readInPieces(bytes: Buffer, cut: number): void {
  const wanted = reference(bytes.toString('latin1'));
  for (const size of [1, cut]) {
    const reader = createRecordReader('rb00', () => 1_000_000);
    const got: unknown[] = [];
    let broken = false;
    try {
      for (let at = 0; at < bytes.length; at += size)
        for (const record of reader.push(bytes.subarray(at, at + size))) got.push([record.kind, record.text.toString('latin1')]);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      broken = true;
    }
    must(broken === wanted.broken, () => `in pieces of ${size} it is ${broken ? 'broken' : 'sound'}, and should not be`);
    // What came in the piece that breaks the protocol may be lost with it.
    const due = broken && size > 1 ? wanted.records.slice(0, got.length) : wanted.records;
    must(
      isDeepStrictEqual(got, due),
      () => `in pieces of ${size} it reads ${JSON.stringify(got).slice(0, 300)} for ${JSON.stringify(due).slice(0, 300)}`,
    );
  }
}

function reference(text: string): { readonly records: readonly unknown[]; readonly broken: boolean } {
  const records: unknown[] = [];
  const found = text.indexOf('rb00 ');
  let rest = found < 0 ? '' : text.slice(found);
  while (rest !== '') {
    const line = /^[^\n]{0,511}\n/u.exec(rest)?.[0];
    if (line === undefined) return { records, broken: rest.length >= 512 };
    const head = /^rb00 ([a-z_]+) (\d{1,9})(?: .*)?\n$/su.exec(line);
    const size = Number(head?.[2]);
    if (head === null || size > 1_000_000) return { records, broken: true };
    const body = rest.slice(line.length, line.length + size);
    const end = rest.slice(line.length + size, line.length + size + 1);
    if (end === '') return { records, broken: false };
    if (end !== '\n') return { records, broken: true };
    records.push([head[1], body]);
    rest = rest.slice(line.length + size + 1);
  }
  return { records, broken: false };
}
