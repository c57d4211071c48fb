/** The way into the process: what is compiled once is kept beside the packages, so that the next start need not do it. */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { keepHeapSmall } from './start-heap.ts';
import './start-resolve.ts';

// Not in a folder that everybody may write to: what lies there is run. Where ours cannot be written to nothing is kept.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/slack-wecom-relay'));
await import('./main.ts');
keepHeapSmall();
flushCompileCache();
