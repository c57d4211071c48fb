/** Every way in which something can go wrong for a school, between two times that all goes well. */
import { type Path, sendsThrough } from './secrets-acts.ts';
import { requestPaths, storePaths } from './secrets-request-paths.ts';
import { slackPaths } from './secrets-slack-paths.ts';

/** `wecom`: those of WeCom, which take the longest. */
export const pathsWith = (wecom: Path[]): Path[] => [
  { name: 'all goes well', take: sendsThrough('all goes well') },
  ...wecom,
  ...slackPaths,
  ...requestPaths,
  ...storePaths,
  { name: 'a restart', take: (school) => school.restart() },
  { name: 'all goes well again', take: sendsThrough('all goes well again') },
];
