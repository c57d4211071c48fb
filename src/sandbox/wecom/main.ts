/**
 * A WeCom in its own process, an independent judge for benchmarks and crash tests.
 * Prints one JSON line with its url when it listens. `--options` takes the settings as JSON; `--until-stdin-ends`
 * ends it with its parent, however that one dies.
 */
import { parseArgs } from 'node:util';
import { settingsSchema } from './options.ts';
import { startWecom } from './server.ts';

const { values } = parseArgs({
  options: {
    options: { type: 'string', default: '{}' },
    port: { type: 'string' },
    'log-file': { type: 'string' },
    parents: { type: 'string' },
    directory: { type: 'string' },
    'fast-ms': { type: 'string' },
    'until-stdin-ends': { type: 'boolean', default: false },
  },
});

const settings = settingsSchema.parse({
  ...JSON.parse(values.options),
  ...(values.port === undefined ? {} : { port: Number(values.port) }),
  ...(values['log-file'] === undefined ? {} : { logFile: values['log-file'] }),
  ...(values.parents === undefined ? {} : { parents: Number(values.parents) }),
  ...(values.directory === undefined ? {} : { directory: values.directory }),
  ...(values['fast-ms'] === undefined ? {} : { fast: { delayMs: Number(values['fast-ms']) } }),
});

const wecom = await startWecom(settings);

async function end() {
  await wecom.stop().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
  process.exit();
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
if (values['until-stdin-ends']) process.stdin.once('end', end).resume();
process.stdout.write(`${JSON.stringify({ url: wecom.url, pid: process.pid })}\n`);
