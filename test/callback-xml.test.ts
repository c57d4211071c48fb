import { describe, expect, test } from 'vitest';
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
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
  const documents: [string, string][] = [
    ['nothing', ''],
    ['blanks', ' \n'],
    ['text', 'hello'],
    ['JSON', '{"encrypt":"x"}'],
    ['another root', '<html><A>a</A></html>'],
    ['a root in capitals', '<XML><A>a</A></XML>'],
    ['two roots', '<xml><A>a</A></xml><xml><B>b</B></xml>'],
    ['text before the root', 'x<xml></xml>'],
    ['text after the root', '<xml></xml>x'],
    ['text beside elements', '<xml>x<A>a</A></xml>'],
    ['CDATA beside elements', '<xml><![CDATA[x]]><A>a</A></xml>'],
    ['an open root', '<xml><A>a</A>'],
    ['an open element', '<xml><A>a</xml>'],
    ['an end without a start', '<xml></A></xml>'],
    ['one end too many', '<xml></xml></xml>'],
    ['crossed elements', '<xml><C><D></C></D></xml>'],
    ['an end with another case', '<xml><A>a</a></xml>'],
    ["a blank before the name, as in WeCom's documentation", '<xml><A>a</ A></xml>'],
    ['an end that is empty', '<xml><A></A/></xml>'],
    ['a tag cut off', '<xml><A>a</A></xml'],
    ['CDATA without an end', '<xml><A><![CDATA[a</A></xml>'],
    ['CDATA in small letters', '<xml><A><![cdata[a]]></A></xml>'],
    ['a known element twice', '<xml><A>a</A><A>a</A></xml>'],
    ['a known element twice, once empty', '<xml><A/><A>a</A></xml>'],
    ['a known element with children', '<xml><A><C>c</C></A></xml>'],
    ['a known element with itself in it', '<xml><A>x<A>a</A></A></xml>'],
    ['eight levels', '<xml><C><D><E><F><G><H><I/></H></G></F></E></D></C></xml>'],
    ['an attribute', '<xml><A id="1">a</A></xml>'],
    ['a namespace', '<xml><x:A>a</x:A></xml>'],
    ['a declaration', '<?xml version="1.0"?><xml><A>a</A></xml>'],
    ['an instruction', '<xml><?php x ?><A>a</A></xml>'],
    ['a comment', '<xml><!-- x --><A>a</A></xml>'],
    ['a comment after the root', '<xml><A>a</A></xml><!-- x -->'],
    ['a DTD', '<!DOCTYPE xml><xml><A>a</A></xml>'],
    ['a file as an entity', '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><A>&x;</A></xml>'],
    ['a billion laughs', `<!DOCTYPE xml [<!ENTITY l0 "ha">${laughs}]><xml><A>&l9;</A></xml>`],
    ['a parameter entity', '<!DOCTYPE xml [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><xml><A>a</A></xml>'],
    ['an entity of HTML', '<xml><A>&nbsp;</A></xml>'],
    ['a numeric entity', '<xml><A>&#65;</A></xml>'],
    ['a hexadecimal entity', '<xml><A>&#x41;</A></xml>'],
    ['a bare ampersand', '<xml><A>a & b</A></xml>'],
    ['an entity without an end', '<xml><A>&amp</A></xml>'],
    ['an unknown entity in an unknown element', '<xml><C>&x;</C><A>a</A></xml>'],
    ['a NUL', '<xml><A>a\0</A></xml>'],
    ['a control character in CDATA', '<xml><A><![CDATA[\x1b[31m]]></A></xml>'],
    ['half of an emoji', '<xml><A>\ud83c</A></xml>'],
    ['60,000 levels', '<xml>'.repeat(60_000)],
    ['60,000 elements', `<xml>${'<C/>'.repeat(60_000)}<A>a</A></xml>`],
    ['60,000 starts of CDATA', `<xml><A>${'<![CDATA['.repeat(60_000)}`],
    ['a name of 60,000 letters', `<xml><${'A'.repeat(60_000)}`],
  ];
  test.each(documents)('%s', (_name, text) => expect(fieldsOf(text)).toBeNull());
});
