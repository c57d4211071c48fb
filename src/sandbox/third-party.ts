/** What the bot needs to be a provider's: two suites (the delegated one by a file), and an address WeCom can push to. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { chenguangDelegated, chenguangProvider, chenguangSuite } from './wecom/provider/sample.ts';

export type ThirdParty = {
  env: Record<string, string>;
  /** The bot listens here from now on. */
  leadTo(port: number): void;
  /** WeCom knows where to push, and each suite gets its ticket. Once the bot listens. */
  connect(): Promise<void>;
  stop(): Promise<void>;
};

type Provider = { url: string; setCallback(url: string): unknown; pushTicket(suiteId: string): Promise<unknown> };

export async function openThirdParty(wecom: Provider): Promise<ThirdParty> {
  const { url: address, leadTo, close } = await openAddress();
  const folder = await mkdtemp(join(tmpdir(), 'relay-suites-'));
  const file = join(folder, 'suites.json');
  const { suiteId, secret, name, callbackToken, aesKey } = chenguangDelegated;
  await writeFile(
    file,
    JSON.stringify([{ suiteId, suiteSecret: secret, callbackToken, callbackAesKey: aesKey, name }]),
  );
  return {
    env: {
      PUBLIC_URL: address,
      SECRET_KEY: 'sandbox-key-that-seals-what-is-kept',
      WECOM_SUITE_ID: chenguangSuite.suiteId,
      WECOM_SUITE_SECRET: chenguangSuite.secret,
      WECOM_SUITE_NAME: chenguangSuite.name,
      WECOM_CALLBACK_TOKEN: chenguangSuite.callbackToken,
      WECOM_CALLBACK_AES_KEY: chenguangSuite.aesKey,
      WECOM_PROVIDER_CORP_ID: chenguangProvider.corpId,
      WECOM_SUITES_FILE: file,
      WECOM_INSTALL_URL: `${wecom.url}/3rdapp/install`,
    },
    leadTo,
    async connect() {
      await wecom.setCallback(`${address}/wecom/callback`);
      for (const suite of [chenguangSuite, chenguangDelegated]) await wecom.pushTicket(suite.suiteId);
    },
    async stop() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PUBLIC_URL must be known before the bot starts and outlives it, so it is an address of its own that leads to the bot. */
async function openAddress() {
  let botPort = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    open.add(near.on('close', () => open.delete(near)));
    pipeline(near, connect(botPort, '127.0.0.1'), near, () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(port: number) {
      botPort = port;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
