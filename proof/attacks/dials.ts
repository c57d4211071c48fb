/**
 * Loaded into a bot before it (NODE_OPTIONS=--import): writes down whom it dials, one line each, into the file that
 * DIALS names, and lets no call leave this machine.
 */
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

const file = process.env.DIALS;
const { connect } = Socket.prototype;

type Target = { host?: string; port?: number; path?: string };

if (file !== undefined) {
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    // net and tls hand on one normalised list, [options, callback]
    const [first] = args.flat() as [Target];
    const host = first.host ?? 'localhost';
    if (first.path === undefined) appendFileSync(file, `${host}:${first.port}\n`);
    if (first.path !== undefined || host === '127.0.0.1') return Reflect.apply(connect, this, args);
    process.nextTick(() => this.destroy(new Error('nobody leaves this machine')));
    return this;
  } as typeof connect;
}
