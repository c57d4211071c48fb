/** A moment (ms since 1970) as mrkdwn that Slack shows in the reader's own time. */
export function moment(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${new Date(at).toISOString()}>`;
}
