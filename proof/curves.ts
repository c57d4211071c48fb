/** How cost grows, as a picture: one panel a curve, sizes on a scale of powers of ten. */
import type { Curve } from '../bench/list.ts';

const panel = { width: 420, height: 240, left: 56, right: 16, top: 40, bottom: 44 };
const ink = '#57606a';

export function picture(curves: Curve[]): string {
  const { width, height } = panel;
  const panels = curves.map((curve, i) => `<g transform="translate(${i * width} 0)">${drawn(curve)}</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width * curves.length} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>How cost grows</title>',
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function drawn({ of, points }: Curve): string {
  const place = scalesOf(points);
  const line = points.map(({ at, median }) => `${place.x(at)},${place.y(median)}`).join(' ');
  const marks = points.map(({ at, median, min, max }) => {
    const x = place.x(at);
    return (
      `<line x1="${x}" x2="${x}" y1="${place.y(min)}" y2="${place.y(max)}" stroke="#0969da" opacity="0.4"/>` +
      `<circle cx="${x}" cy="${place.y(median)}" r="3" fill="#0969da"/>` +
      text(x, panel.height - panel.bottom + 18, at.toLocaleString('en', { notation: 'compact' }), 'middle') +
      text(x, place.y(max) - 6, median.toFixed(2), 'middle')
    );
  });
  const floor = panel.height - panel.bottom;
  return [
    text(panel.left, 20, `ms of CPU ${of}`, 'start', '#1f2328'),
    `<line x1="${panel.left}" x2="${panel.width - panel.right}" y1="${floor}" y2="${floor}" stroke="${ink}"/>`,
    text(panel.left - 8, floor + 4, '0', 'end'),
    text(panel.left - 8, panel.top + 4, place.most.toFixed(1), 'end'),
    `<polyline points="${line}" fill="none" stroke="#0969da" stroke-width="2"/>`,
    ...marks,
  ].join('\n');
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end', color = ink): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${color}">${words}</text>`;
}

function scalesOf(points: Curve['points']) {
  const most = Math.max(...points.map(({ max }) => max)) * 1.15;
  const [from, to] = [Math.log10(points[0]?.at ?? 1), Math.log10(points.at(-1)?.at ?? 10)];
  const { left, right, top, bottom, width, height } = panel;
  const inset = 24;
  const round = (value: number) => Math.round(value * 10) / 10;
  return {
    most,
    x: (at: number) =>
      round(left + inset + ((Math.log10(at) - from) / (to - from)) * (width - left - right - 2 * inset)),
    y: (ms: number) => round(height - bottom - (ms / most) * (height - top - bottom)),
  };
}
