/** A cover for the samples, of the size WeCom advises. */
import sharp from 'sharp';

/** The sun over two hills. */
const cover = `<svg xmlns="http://www.w3.org/2000/svg" width="520" height="416">
<rect width="520" height="416" fill="#bfe3f5"/>
<circle cx="370" cy="150" r="62" fill="#f6b73c"/>
<path d="M0 300 Q150 170 330 300 Q430 350 520 280 V416 H0Z" fill="#4fa97a"/>
<path d="M0 350 Q200 250 400 340 Q460 365 520 340 V416 H0Z" fill="#2f855a"/>
</svg>`;

export function drawCover(): Promise<Buffer> {
  return sharp(Buffer.from(cover)).jpeg().toBuffer();
}
