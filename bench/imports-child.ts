/** What every app of this kind loads, and nothing else. */
import '@slack/bolt';
import 'zod';
import 'undici';

process.stdout.write('{"port":1}\n');
setInterval(() => undefined, 1000);
