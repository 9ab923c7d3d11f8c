// node scripts/time-boot.ts URL TEXT: open a served page in headless Chromium and report when TEXT is on its terminal.
// The page must start by itself: `tutti serve --autostart`.
import { argv } from 'node:process';
import { openPage, startChromium } from '../test/chromium.ts';

const [, , url = 'http://localhost:8086/', text = 'GUEST-READY'] = argv;
const { browser, close } = await startChromium();
const started = performance.now();
const since = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
const page = await openPage(browser, url);
const rows = page.locator('#terminal .xterm-rows');
try {
  await page.locator('body[data-state=running]').waitFor();
  console.log(`threads run: ${since()}`);
  await rows.getByText(text).first().waitFor();
  console.log(`${text}: ${since()}`);
} finally {
  console.log(await rows.textContent());
  await close();
}
