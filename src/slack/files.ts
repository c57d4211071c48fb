/** Fetching an uploaded file. The bot token goes along, so it goes to Slack's file host and nowhere else. */
import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import type { Secret } from '../config-secret.ts';
import type { Log } from '../log.ts';

type FileFault =
  /** Kept outside Slack (a Drive link, say). */
  | 'external'
  /** The address is not Slack's. Nothing was asked. */
  | 'foreignAddress'
  | 'tooLarge'
  /** Slack does not let the bot have it, or it is gone. */
  | 'noAccess'
  /** The network or Slack in trouble: trying again may help. */
  | 'failed';

type FetchedFile = { type: 'file'; bytes: Uint8Array } | { type: 'fault'; fault: FileFault; detail: string };

/** A file as Slack names it; `url` empty where Slack left it out (files shared from another workspace). */
type FileToFetch = { id: string; size: number; url: string };
export type FetchFile = (file: FileToFetch, limit: { maxBytes: number }) => Promise<FetchedFile>;

/** Source: every url_private_download begins with it. */
const slackFileOrigin = 'https://files.slack.com';
const fetchWithinMs = 30_000;

type FileOptions = {
  token: Secret;
  /** A Slack stand-in may keep its files where its API is. */
  apiUrl: string;
  /** `files.info`, for files that come without an address. */
  fileInfo?(id: string): Promise<unknown>;
  dispatcher?: Dispatcher;
  log?: Log;
};

export function createFetchFile(options: FileOptions): FetchFile {
  return async (file, limit) => {
    const fetched = await fetchFile(file, limit.maxBytes, options);
    if (fetched.type === 'fault') options.log?.warn({ file: file.id, ...fetched }, 'file not fetched');
    return fetched;
  };
}

async function fetchFile(file: FileToFetch, maxBytes: number, options: FileOptions): Promise<FetchedFile> {
  const found = file.url === '' ? await lookUp(file, options) : file;
  if ('fault' in found) return found;
  if (found.size > maxBytes) return fault('tooLarge', `${found.size} bytes`);
  const url = slackAddress(found.url, options.apiUrl);
  if (url === null) return fault('foreignAddress', URL.parse(found.url)?.host ?? 'no URL');
  return await download(url, maxBytes, options).catch((error: unknown) => fault('failed', messageOf(error)));
}

function fault(fault: FileFault, detail: string): FetchedFile & { type: 'fault' } {
  return { type: 'fault', fault, detail };
}

const infoSchema = z.object({
  file: z.object({
    size: z.number().default(0),
    mode: z.string().default('hosted'),
    is_external: z.boolean().default(false),
    url_private_download: z.string().default(''),
  }),
});

async function lookUp(
  file: FileToFetch,
  { fileInfo }: FileOptions,
): Promise<FileToFetch | (FetchedFile & { type: 'fault' })> {
  if (!fileInfo) return fault('noAccess', 'no address');
  try {
    const { size, mode, is_external, url_private_download } = infoSchema.parse(await fileInfo(file.id)).file;
    if (is_external || mode === 'external') return fault('external', mode);
    return { id: file.id, size, url: url_private_download };
  } catch (error) {
    return fault('noAccess', messageOf(error));
  }
}

/** The address when it is one of Slack's, to the letter of scheme, host and port; else null. */
function slackAddress(address: string, apiUrl: string): URL | null {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return null;
  const api = new URL(apiUrl);
  const standIn = /^(.+\.)?slack\.com$/.test(api.hostname) ? [] : [api.origin];
  // Not `url.origin`: a blob: URL borrows the origin of the address inside it.
  return [slackFileOrigin, ...standIn].includes(`${url.protocol}//${url.host}`) ? url : null;
}

/** undici follows no redirect unless told to; one would carry the token off. */
async function download(url: URL, maxBytes: number, { token, dispatcher }: FileOptions): Promise<FetchedFile> {
  const response = await request(url, {
    headers: { authorization: `Bearer ${token.reveal()}`, 'accept-encoding': 'identity' },
    signal: AbortSignal.timeout(fetchWithinMs),
    ...(dispatcher && { dispatcher }),
  });
  const { statusCode, headers, body } = response;
  const refusal = refusalOf(statusCode, headers, maxBytes);
  if (refusal !== null) {
    body.on('error', () => undefined).destroy();
    return refusal;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > maxBytes) return fault('tooLarge', `more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return { type: 'file', bytes: Buffer.concat(chunks) };
}

type Headers = Dispatcher.ResponseData['headers'];

function refusalOf(status: number, headers: Headers, maxBytes: number): FetchedFile | null {
  if (status >= 500 || status === 429) return fault('failed', `HTTP ${status}`);
  if (status !== 200) return fault('noAccess', `HTTP ${status}`);
  // A token that Slack does not take gets the log-in page, with 200.
  if (/^text\/html/i.test(String(headers['content-type'] ?? ''))) return fault('noAccess', 'a web page');
  if (headers['content-encoding'] !== undefined) return fault('failed', 'compressed');
  if (Number(headers['content-length'] ?? 0) > maxBytes) return fault('tooLarge', `${headers['content-length']} bytes`);
  return null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
