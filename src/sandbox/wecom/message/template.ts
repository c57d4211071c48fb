/** template_msg, checked as WeCom documents it against what was registered at the provider console. */
import { isOutcome, type Outcome, refuse } from '../answers.ts';
import { appidFault } from '../card.ts';
import type { Authorisation } from '../provider/authorisations.ts';
import type { Template } from '../provider/options.ts';
import type { CorpApp } from '../tokens.ts';

type Item = { key: string; value: string };
type MiniProgram = { appid: string; pagepath: string };

/** Where a request has both, the mini-program opens. */
export type TemplateCard = { template: Template; items: Item[]; opens: { url: string } | MiniProgram };

const templateIdMaxBytes = 64;
const urlMaxBytes = 2048;
const maxItems = 5;
const keyMaxCharacters = 20;
const valueMaxCharacters = 40;

export const templateFields = ['template_id', 'url', 'miniprogram', 'content_item'];

type Node = Record<string, unknown>;
/** `apps`: every app of every company, to tell a mini-program of another app from one of none. */
export type Console = { templates: Template[]; app: Authorisation; apps: CorpApp[] };

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 40037: nobody registered it; 60203: another suite did; 60204: not approved, and this is no test. */
function readTemplate(id: unknown, { templates, app }: Console): Template | Outcome {
  if (id === undefined || id === '') return refuse(40063, 'template_id');
  if (typeof id !== 'string') return refuse(40058, 'template_id');
  if (Buffer.byteLength(id) > templateIdMaxBytes) return refuse(40036);
  const template = templates.find(({ templateId }) => templateId === id);
  if (!template) return refuse(40037);
  if (template.suiteId !== app.suite.suiteId) return refuse(60203);
  return template.approved || !app.formal ? template : refuse(60204);
}

function isText(value: unknown, maxCharacters: number): value is string {
  return typeof value === 'string' && value !== '' && [...value].length <= maxCharacters;
}

function readItem(item: unknown): Item | null {
  if (!isNode(item)) return null;
  const { key, value } = item;
  return isText(key, keyMaxCharacters) && isText(value, valueMaxCharacters) ? { key, value } : null;
}

/** Lengths are counted before the translation of ids; whether WeCom does so is not documented. */
function readItems(given: unknown, template: Template): Item[] | Outcome {
  if (given === undefined) return refuse(40063, 'content_item');
  if (!Array.isArray(given)) return refuse(40058, 'content_item');
  if (given.length === 0 || given.length > maxItems) return refuse(40058, `content_item has ${given.length}`);
  const items = given.flatMap((item) => readItem(item) ?? []);
  if (items.length < given.length) return refuse(40058, 'content_item: key 1~20, value 1~40 characters');
  const fits = items.length === template.keys.length && items.every(({ key }, i) => key === template.keys[i]);
  return fits ? items : refuse(60205);
}

/** Null: there is none. */
function readUrl(url: unknown): { url: string } | null | Outcome {
  if (url === undefined || url === '') return null;
  if (typeof url !== 'string') return refuse(40058, 'url');
  if (Buffer.byteLength(url) > urlMaxBytes) return refuse(40039);
  return /^https?:\/\//.test(url) ? { url } : refuse(40058, 'url should begin with http:// or https://');
}

function readMiniProgram(node: unknown, { app, apps }: Console): MiniProgram | null | Outcome {
  if (node === undefined) return null;
  if (!isNode(node)) return refuse(40058, 'miniprogram');
  const fault = appidFault(node.appid, app, apps);
  if (fault) return fault;
  const { appid, pagepath } = node;
  if (pagepath === undefined || pagepath === '') return refuse(40063, 'miniprogram.pagepath');
  return typeof pagepath === 'string' ? { appid: String(appid), pagepath } : refuse(40058, 'miniprogram.pagepath');
}

/** The message of a request, or why it is refused. */
export function readTemplateCard(node: unknown, console: Console): TemplateCard | Outcome {
  if (node === undefined) return refuse(40063, 'template_msg');
  if (!isNode(node)) return refuse(40058, 'template_msg');
  const template = readTemplate(node.template_id, console);
  if (isOutcome(template)) return template;
  const items = readItems(node.content_item, template);
  if ('errcode' in items) return items;
  const url = readUrl(node.url);
  if (url && isOutcome(url)) return url;
  const miniProgram = readMiniProgram(node.miniprogram, console);
  if (miniProgram && isOutcome(miniProgram)) return miniProgram;
  const opens = miniProgram ?? url;
  return opens ? { template, items, opens } : refuse(40063, 'url or miniprogram');
}
