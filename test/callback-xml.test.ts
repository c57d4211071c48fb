import { describe, expect, test } from 'vitest';
import { badXml } from '../proof/attacks/bad-xml.ts';
import { readXml } from '../src/wecom/callback/xml.ts';

const fieldsOf = (text: string) => readXml(text, ['A', 'B']);

describe('is read', () => {
  const documents: [string, string, Record<string, string>][] = [
    ['CDATA', '<xml><A><![CDATA[a]]></A></xml>', { A: 'a' }],
    ['text', '<xml><A>1403610513</A></xml>', { A: '1403610513' }],
    ['no element', '<xml></xml>', {}],
    ['an empty document', '<xml/>', {}],
    ['empty elements', '<xml><A></A><B/></xml>', { A: '', B: '' }],
    ['an empty element with a blank', '<xml><A /></xml>', { A: '' }],
    ['blanks between elements', '\n<xml>\n\t<A>a</A >\r\n</xml>\n', { A: 'a' }],
    ["blanks beside CDATA, as in WeCom's example of a ticket", '<xml><A> <![CDATA[a]]></A></xml>', { A: 'a' }],
    ['the five entities', '<xml><A>&lt;&gt;&amp;&quot;&apos;</A></xml>', { A: `<>&"'` }],
    ['an escaped entity, once', '<xml><A>&amp;lt;</A></xml>', { A: '&lt;' }],
    ['an entity in CDATA as it stands', '<xml><A><![CDATA[&lt;&x;]]></A></xml>', { A: '&lt;&x;' }],
    ['markup in CDATA as it stands', '<xml><A><![CDATA[<B>b</B><!DOCTYPE]]></A></xml>', { A: '<B>b</B><!DOCTYPE' }],
    ['CDATA in pieces', '<xml><A><![CDATA[a]]]]><![CDATA[>b]]></A></xml>', { A: 'a]]>b' }],
    ['CDATA over lines', '<xml><A><![CDATA[a\nb]]></A></xml>', { A: 'a\nb' }],
    ['a byte order mark', '\ufeff<xml><A>a</A></xml>', { A: 'a' }],
    ['Chinese and emoji', '<xml><A>学校🎒</A></xml>', { A: '学校🎒' }],
    ['elements we do not know', '<xml><C>c</C><A>a</A><constructor>1</constructor></xml>', { A: 'a' }],
    ['the same unknown element twice', '<xml><C>c</C><C>d</C><A>a</A></xml>', { A: 'a' }],
    ['unknown elements with known ones in them', '<xml><C><A>x</A><A>y</A></C><A>a</A></xml>', { A: 'a' }],
    ['seven levels', '<xml><C><D><E><F><G><H>h</H></G></F></E></D></C><A>a</A></xml>', { A: 'a' }],
  ];
  test.each(documents)('%s', (_name, text, fields) => expect(fieldsOf(text)).toEqual(fields));
});

describe('is refused', () => {
  test.each(badXml)('%s', (_name, text) => expect(fieldsOf(text)).toBeNull());
});
