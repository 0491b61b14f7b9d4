import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';

/**
 * A program of its own: serves folders over plain HTTP, read only. `package-service.ts ADDRESS PORT PREFIX=FOLDER…`
 * What is served is signed, so nothing else protects it. It runs in the namespace of the lab's package service.
 */
function serve(address: string, port: number, folders: ReadonlyMap<string, string>): void {
  const server = createServer((request, response) => answer(request, response, folders));
  server.listen(port, address);
}

function answer(request: IncomingMessage, response: ServerResponse, folders: ReadonlyMap<string, string>): void {
  const file = fileOf(request.url ?? '/', folders);
  const sizeBytes = file === undefined ? undefined : sizeOf(file);
  if (file === undefined || sizeBytes === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not here\n');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': sizeBytes });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
}

function fileOf(url: string, folders: ReadonlyMap<string, string>): string | undefined {
  let path: string;
  try {
    path = normalize(decodeURIComponent(url.split('?', 1)[0] ?? '/'));
  } catch {
    return undefined;
  }
  const [, prefix = '', ...rest] = path.split('/');
  const folder = folders.get(prefix);
  return folder === undefined || rest.includes('..') ? undefined : join(folder, ...rest);
}

function sizeOf(file: string): number | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true ? found.size : undefined;
}

const [address = '', port = '', ...pairs] = process.argv.slice(2);
serve(
  address,
  Number(port),
  new Map(pairs.map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
);
