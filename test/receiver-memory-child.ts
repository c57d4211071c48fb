/** A receiver in a process of its own, so that its memory can be measured. Says its port, then the peak growth when asked. */
import { systemClock } from '../src/clock.ts';
import { Secret } from '../src/config-secret.ts';
import { openLog } from '../src/log.ts';
import { openReceiver } from '../src/slack/receiver.ts';

const receiver = openReceiver({
  slack: { door: { type: 'http', signingSecret: new Secret('secret') }, apiUrl: 'http://127.0.0.1:9/api/' },
  http: { host: '127.0.0.1', port: 0 },
  log: openLog({ level: 'silent', secrets: [] }),
  logLevel: 'silent',
  clock: systemClock,
  readiness: () => [],
});
const port = await receiver.start();
let start = 0;
let peak = 0;
const sample = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
setInterval(sample, 5).unref();
process.on('message', (message) => {
  if (message === 'begin') {
    start = process.memoryUsage.rss();
    peak = start;
    process.send?.({ port });
    return;
  }
  sample();
  process.send?.({ growth: peak - start });
});
process.send?.({ port });
