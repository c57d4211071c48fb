/** Files, whoever uploaded them. Bytes are kept in memory. */
import { extname } from 'node:path';
import { newId, ring, type World } from './world.ts';

export type SlackFile = {
  id: string;
  name: string;
  title: string;
  bytes: Buffer;
  user: string;
  /** Unix seconds. */
  created: number;
  /** In a file_input of one of the bot's modals: the bot may read it wherever it is. */
  isFromForm: boolean;
  /** Whoever asks for its bytes is sent there. */
  movedTo: string | null;
  shares: { channel: string; ts: string }[];
};

const mimetypes: Record<string, string> = {
  csv: 'text/csv',
  txt: 'text/plain',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export function extensionOf(name: string): string {
  return extname(name).slice(1).toLowerCase();
}

export function mimetypeOf(name: string): string {
  return mimetypes[extensionOf(name)] ?? 'application/octet-stream';
}

export function addFile(
  world: World,
  file: {
    name: string;
    bytes: Uint8Array;
    user: string;
    isFromForm?: boolean;
    movedTo?: string;
    id?: string;
    title?: string | undefined;
  },
): SlackFile {
  const added: SlackFile = {
    isFromForm: false,
    movedTo: null,
    id: newId(world, 'F'),
    ...file,
    title: file.title ?? file.name,
    bytes: Buffer.from(file.bytes),
    created: Math.floor(world.clock.now() / 1000),
    shares: [],
  };
  world.files.set(added.id, added);
  return added;
}

export function shareFile(world: World, file: SlackFile, share: { channel: string; ts: string }): void {
  file.shares.push(share);
  ring(world, { kind: 'message', ...share });
}

/** "Files from channels the bot is not in answer file_not_found": github.com/slackapi/bolt-js/issues/2585. */
export function canBotRead(world: World, file: SlackFile): boolean {
  const { userId } = world.workspace.bot;
  const shared = file.shares.some(({ channel }) => world.places.get(channel)?.members.has(userId));
  return file.isFromForm || file.user === userId || shared;
}

function sharesIn(world: World, file: SlackFile, kind: 'public' | 'private'): [string, { ts: string }[]][] {
  const shares = file.shares.filter(
    ({ channel }) => (world.places.get(channel)?.kind === 'public') === (kind === 'public'),
  );
  return shares.map(({ channel, ts }) => [channel, [{ ts }]]);
}

export function fileJson(world: World, id: string): Record<string, unknown> {
  const file = world.files.get(id);
  if (!file) return { id, mode: 'tombstone' };
  const url = `${world.baseUrl}/files-pri/${world.workspace.teamId}-${file.id}`;
  const publicShares = sharesIn(world, file, 'public');
  const privateShares = sharesIn(world, file, 'private');
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: mimetypeOf(file.name),
    filetype: extensionOf(file.name),
    user: file.user,
    user_team: world.workspace.teamId,
    size: file.bytes.length,
    mode: 'hosted',
    is_external: false,
    is_public: publicShares.length > 0,
    url_private: `${url}/${encodeURIComponent(file.name)}`,
    url_private_download: `${url}/download/${encodeURIComponent(file.name)}`,
    permalink: `${permalinkBase(world)}/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    channels: publicShares.map(([channel]) => channel),
    groups: privateShares.map(([channel]) => channel),
    shares: { public: Object.fromEntries(publicShares), private: Object.fromEntries(privateShares) },
  };
}

export function permalinkBase(world: World): string {
  return `https://${world.workspace.teamDomain}.slack.com`;
}
