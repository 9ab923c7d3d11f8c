import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInBoard } from '@tutti/machine';
import { serveSite } from '@tutti/web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSite } from '../scripts/bundle.ts';
import { openPage, startChromium } from './chromium.ts';

const TIMEOUT_MS = 150_000;

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
