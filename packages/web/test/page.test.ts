import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { builtInBoard } from '@tutti/machine';
import { serveSite } from '@tutti/web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSite } from '../scripts/bundle.ts';
import { openPage, startChromium } from './chromium.ts';

const TIMEOUT_MS = 150_000;

/** A disk of one cylinder whose boot sector writes `#` to the first serial port and then the character of each key. */
function echoDisk(): Buffer {
  const disk = Buffer.alloc(2 ** 20);
  disk.set([
    ...[0xba, 0xf8, 0x03], // mov dx, 3f8h
    ...[0xb0, 0x23, 0xee], // mov al, '#'; out dx, al
    ...[0x31, 0xc0, 0xcd, 0x16], // xor ax, ax; int 16h
    ...[0xba, 0xf8, 0x03, 0xee], // mov dx, 3f8h; out dx, al
    ...[0xeb, 0xf6], // jmp to the xor
  ]);
  disk.writeUInt16LE(0xaa55, 510);
  return disk;
}

/** A file of Debian's SeaBIOS. */
const seabios = (name: string) => ({
  path: name,
  bytes: readFileSync(join(env['TUTTI_GUESTS'] ?? join(homedir(), '.cache', 'tutti', 'guests'), 'seabios', name)),
});

const folder = mkdtempSync(join(tmpdir(), 'tutti-site-'));
let chromium: Awaited<ReturnType<typeof startChromium>>;

beforeAll(async () => {
  await bundleSite(folder);
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the page in Chromium', () => {
  it('boots the embedded ARM and x86-64 guests on worker threads, shows their console, and ends when they power off', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const site = await serveSite({ board: builtInBoard('duet'), options: {} }, { folder });
    const page = await openPage(chromium.browser, site.url);
    await page.getByRole('button', { name: 'power on' }).click();
    await page.locator('body[data-state=off]').waitFor();
    expect(await page.locator('#terminal .xterm-rows').textContent()).toContain('DUET-OK');
    expect(await page.locator('#status').textContent()).toBe('off, exit code 0');
    await page.close();
    await site.close();
  });

  it('boots a disk that the person chose by SeaBIOS, shows the display, and hears its keyboard', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const board = builtInBoard('pc');
    const firmware = { firmware: seabios('bios-256k.bin'), optionRoms: [seabios('vgabios-stdvga.bin')] };
    const site = await serveSite({ board, options: { files: { [board.clusters[0]!.name]: firmware } } }, { folder });
    const page = await openPage(chromium.browser, site.url);
    await page.getByLabel('disk').setInputFiles({ name: 'echo.img', mimeType: '', buffer: echoDisk() });
    await page.getByRole('button', { name: 'power on' }).click();
    const terminal = page.locator('#terminal .xterm-rows');
    await terminal.getByText('#').waitFor();
    const display = page.locator('#display');
    await display.press('z');
    await terminal.getByText(/#.*z/).waitFor();
    const white = await display.evaluate((canvas: HTMLCanvasElement) => {
      const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
      const context = copy.getContext('2d')!;
      context.drawImage(canvas, 0, 0);
      return context.getImageData(0, 0, copy.width, copy.height).data.filter((v, i) => i % 4 === 0 && v > 100).length;
    });
    expect(white).toBeGreaterThan(100);
    await page.close();
    await site.close();
  });

  it('saves the state of a machine to a file, and goes on from it in another page', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const board = builtInBoard('pc');
    const firmware = { firmware: seabios('bios-256k.bin'), optionRoms: [seabios('vgabios-stdvga.bin')] };
    const files = { [board.clusters[0]!.name]: firmware };
    const site = await serveSite({ board, options: { files, memory: 32 * 2 ** 20 } }, { folder });
    const first = await openPage(chromium.browser, site.url);
    const disk = { name: 'echo.img', mimeType: '', buffer: echoDisk() };
    await first.getByLabel('disk').setInputFiles(disk);
    await first.getByRole('button', { name: 'power on' }).click();
    await first.locator('#terminal .xterm-rows').getByText('#').waitFor();
    const downloads = first.waitForEvent('download');
    await first.getByRole('button', { name: 'save state' }).click();
    const saved = await (await downloads).path();
    await first.close();

    const second = await openPage(chromium.browser, site.url);
    await second.getByLabel('disk').setInputFiles(disk);
    await second.getByLabel('saved state').setInputFiles(saved);
    await second.getByRole('button', { name: 'power on' }).click();
    const terminal = second.locator('#terminal .xterm-rows');
    await second.locator('#display:not([hidden])').press('z');
    await terminal.getByText('z').waitFor();
    expect(await terminal.textContent()).not.toContain('#');
    await second.close();
    await site.close();
  });

  it('says what is wrong with an image that the person chose', { timeout: TIMEOUT_MS }, async () => {
    const site = await serveSite({ board: builtInBoard('vexpress-a9'), options: {} }, { folder });
    const page = await openPage(chromium.browser, site.url);
    await page.getByLabel('kernel').setInputFiles({ name: 'short.elf', mimeType: '', buffer: Buffer.from('\x7fELF') });
    await page.getByRole('button', { name: 'power on' }).click();
    await page.locator('body[data-state=failed]').waitFor();
    expect(await page.locator('#status').textContent()).toContain('short.elf');
    await page.close();
    await site.close();
  });
});
