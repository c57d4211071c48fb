/** Every sentence a person reads, in Chinese. English must have the same keys: `Words` is made from this object. */

import { admin } from './zh-admin.ts';
import { commands } from './zh-commands.ts';
import { forms } from './zh-forms.ts';
import { reasons } from './zh-reasons.ts';
import { report } from './zh-report.ts';

export const zh = { admin, forms, commands, report, reasons };
export type Words = typeof zh;
