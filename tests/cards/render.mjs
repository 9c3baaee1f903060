// node render.mjs CARDS FOLDER: draws every card in every language, theme and width; pictures into the folder, and on
// standard output what is wrong, a JSON list of {picture, fault}. CARDS: JSON, name → language → card.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const THEMES = ["light", "dark", "contrast"];
const WIDTHS = [320, 600];
const TALL = 2600; // taller than any card: a picture that needs no scrolling is taken at once
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const SCRIPTS = ["adaptivecards/dist/adaptivecards.min.js", "markdown-it/dist/browser/markdown-it.umd.min.js", "axe-core/axe.min.js"];

const [, , file, folder] = process.argv;
const cards = JSON.parse(readFileSync(file, "utf8"));
const near = (name) => fileURLToPath(new URL(name, import.meta.url));
const faults = [];

async function host(browser, width) {
  const context = await browser.newContext({ viewport: { width, height: TALL }, offline: true });
  const page = await context.newPage();
  await page.setContent("<!doctype html><html><head><title>Card</title></head><body></body></html>");
  await page.addStyleTag({ path: near("host.css") });
  for (const script of SCRIPTS) await page.addScriptTag({ path: near(`node_modules/${script}`) });
  await page.addScriptTag({ path: near("host.js") });
  return page;
}

async function accessible(page) {
  const found = await page.evaluate((tags) => axe.run({ runOnly: tags }), WCAG);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${rule.help} ${node.html.slice(0, 160)}`));
}

async function reachable(page) {
  const said = [];
  const count = await page.evaluate(() => stops());
  for (let number = 0; number < count; number += 1) {
    await page.keyboard.press("Tab");
    // a date or a time is one field with a stop for each of its parts
    for (let parts = 0; parts < 6 && (await page.evaluate((at) => still(at), number)); parts += 1) await page.keyboard.press("Tab");
    said.push(await page.evaluate((at) => focused(at), number));
  }
  return said.filter(Boolean);
}

async function look(page, name, language, theme, width) {
  const picture = `${name}.${language}.${theme}.${width}.png`;
  const said = await page.evaluate(([card, ...ways]) => draw(card, ...ways), [cards[name][language], theme, language]);
  await page.locator("main").screenshot({ path: `${folder}/${picture}` });
  said.push(...(await page.evaluate(() => wrong())), ...(await accessible(page)), ...(await reachable(page)));
  faults.push(...said.map((fault) => ({ picture, fault })));
}

async function all(browser, theme) {
  for (const width of WIDTHS) {
    const page = await host(browser, width);
    for (const [name, languages] of Object.entries(cards)) {
      for (const language of Object.keys(languages)) await look(page, name, language, theme, width);
    }
    await page.context().close();
  }
}

const browser = await chromium.launch({ executablePath: process.env.VBE_CHROMIUM, args: process.getuid() ? [] : ["--no-sandbox"] });
try {
  await Promise.all(THEMES.map((theme) => all(browser, theme)));
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(faults));
