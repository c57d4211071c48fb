/** What an administrator sees, in Chinese and English. */
import type { Provider, Suite } from './options.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function frame(body: string): string {
  return `<!doctype html>
<html lang="zh">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>授权应用 · Authorise an app</title></head>
<body style="font: 16px/1.6 sans-serif; max-width: 30rem; margin: 3rem auto; padding: 0 1rem">
${body}
</body>
</html>
`;
}

/** Posts back to the link itself. */
export function confirmPage(provider: Provider, suite: Suite): string {
  const companies = provider.companies.map(
    ({ corpId, name }) => `<option value="${escaped(corpId)}">${escaped(name)}</option>`,
  );
  return frame(`<h1>授权应用 · Authorise an app</h1>
<p>服务商「${escaped(provider.name)}」的应用「${escaped(suite.name)}」请求企业授权。<br>
The app “${escaped(suite.name)}” of ${escaped(provider.name)} asks a company for authorisation.</p>
<form method="post">
<p><label>企业 · Company <select name="corp_id">${companies.join('')}</select></label></p>
<p><button>同意授权 · Authorise</button></p>
</form>`);
}

export function refusalPage(what: string): string {
  return frame(`<h1>链接无效 · Invalid link</h1>
<p>请向服务商索取新的链接。· Ask the provider for a new link.</p>
<p><code>${escaped(what)}</code></p>`);
}
