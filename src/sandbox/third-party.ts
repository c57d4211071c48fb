/** What the bot needs to be a provider's: two suites (the delegated one by a file), and an address WeCom can push to. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chenguangDelegated, chenguangProvider, chenguangSuite } from './wecom/provider/sample.ts';
import type { SandboxWecom } from './wecom/server.ts';

export type ThirdParty = {
  env: Record<string, string>;
  /** WeCom knows where to push, and each suite gets its ticket. Once the bot listens. */
  connect(): Promise<void>;
  stop(): Promise<void>;
};

export async function openThirdParty(wecom: SandboxWecom): Promise<ThirdParty> {
  const address = `http://127.0.0.1:${await freePort()}`;
  const folder = await mkdtemp(join(tmpdir(), 'relay-suites-'));
  const file = join(folder, 'suites.json');
  const { suiteId, secret, name, callbackToken, aesKey } = chenguangDelegated;
  await writeFile(
    file,
    JSON.stringify([{ suiteId, suiteSecret: secret, callbackToken, callbackAesKey: aesKey, name }]),
  );
  return {
    env: {
      PORT: new URL(address).port,
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
    async connect() {
      wecom.setCallback(`${address}/wecom/callback`);
      for (const suite of [chenguangSuite, chenguangDelegated]) await wecom.pushTicket(suite.suiteId);
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

/** PUBLIC_URL must be known before the bot starts, so its port is chosen here: one that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
