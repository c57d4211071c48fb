/** A WeCom on this machine: a real HTTP server that keeps state and obeys the documented rules. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { paths } from './calls.ts';
import { controlPrefix, openControl } from './control.ts';
import { Desk } from './desk.ts';
import { type Judge, type Outage, openJudge } from './judge.ts';
import type { WecomOptions } from './options.ts';
import { installPath } from './provider/install.ts';
import { buildWorld, type World } from './world.ts';

/** Longer than any pause between two calls here, so that no caller meets a connection just being closed. */
const keepAliveMs = 65_000;

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export type SandboxWecom = Judge &
  Outage & {
    url: string;
    /** Rejects when there were calls this sandbox could not answer and nobody took them. */
    stop(): Promise<void>;
  };

function route(world: World, judge: Judge & Outage) {
  const desk = new Desk(world.parts);
  const control = openControl(judge);
  const { fast, parts } = world;
  return (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '';
    if (fast && url.startsWith(paths.send) && parts.faults.isQuiet()) fast.serve(request, response);
    else if (url.startsWith(controlPrefix)) control(request, response);
    else if (url.startsWith(installPath)) world.install.serve(request, response);
    else desk.serve(request, response);
  };
}

export async function startWecom(options: WecomOptions = {}): Promise<SandboxWecom> {
  const world = buildWorld(options);
  const { settings, parts } = world;
  const server = createServer({ keepAliveTimeout: keepAliveMs, requestTimeout: 0 });
  const port = await listen(server, settings.host, settings.port);
  const comeUp = async () => void (await listen(server, settings.host, port));
  const judge = { ...openJudge(world), goDown: () => shut(server), comeUp };
  server.on('request', route(world, judge));
  const stop = async () => {
    parts.faults.clear();
    await world.pusher.stop();
    await shut(server);
    parts.log.close();
    if (parts.unanswerable.length > 0) throw new Error(`WeCom sandbox: unknown ${parts.unanswerable.join('; ')}`);
  };
  return { ...judge, url: `http://${settings.host}:${port}`, stop };
}
