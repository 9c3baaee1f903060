// Runs in the browser: draws one card as a chat does, and says what is wrong with how it is drawn.
/* global AdaptiveCards, markdownit */

const COLOURS = {
  light: { text: "#242424", soft: "#616161", main: "#5b5fc7", good: "#237b4b", warn: "#835c00", bad: "#c4314b", back: "#ffffff", apart: "#f5f5f5" },
  dark: { text: "#ffffff", soft: "#adadad", main: "#7f85f5", good: "#92c353", warn: "#f2c661", bad: "#e37d80", back: "#292929", apart: "#141414" },
  contrast: { text: "#ffffff", soft: "#ffffff", main: "#1aebff", good: "#3ff23f", warn: "#ffff01", bad: "#ffff01", back: "#000000", apart: "#000000" },
};

function hostConfig(theme) {
  const of = COLOURS[theme];
  const pair = (colour) => ({ default: colour, subtle: colour });
  const foregroundColors = {
    default: { default: of.text, subtle: of.soft }, accent: pair(of.main), good: pair(of.good), warning: pair(of.warn), attention: pair(of.bad),
  };
  return new AdaptiveCards.HostConfig({
    fontFamily: "inherit",
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    lineHeights: { small: 16, default: 20, medium: 22, large: 24, extraLarge: 32 },
    fontWeights: { lighter: 400, default: 400, bolder: 600 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: of.soft },
    supportsInteractivity: true,
    actions: { maxActions: 6, spacing: "default", buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left" },
    containerStyles: { default: { backgroundColor: of.back, foregroundColors }, emphasis: { backgroundColor: of.apart, foregroundColors } },
    factSet: { title: { weight: "bolder", wrap: true, maxWidth: 150 }, value: { wrap: true }, spacing: 16 },
    textBlock: { headingLevel: 1 },
    textStyles: { heading: { size: "large", weight: "bolder" } },
  });
}

const markdown = markdownit();
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

globalThis.draw = (shown, theme, language) => {
  document.documentElement.lang = language;
  document.documentElement.dataset.theme = theme;
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig(theme);
  // The renderer keeps its pattern for "lang" with the flag g, so that every second card would be told its "sv" is wrong.
  AdaptiveCards.AdaptiveCard.langProperty.regEx.lastIndex = 0;
  const reading = new AdaptiveCards.SerializationContext();
  card.parse(shown, reading);
  const place = document.createElement("main");
  place.append(card.render());
  document.body.replaceChildren(place);
  return Array.from({ length: reading.eventCount }, (_, n) => `the renderer says: ${reading.getEventAt(n).message}`);
};

const words = (element) => (element.textContent || element.getAttribute("aria-label") || element.id).trim().slice(0, 40);
const pen = document.createElement("canvas").getContext("2d");

function width(text, element) {
  pen.font = getComputedStyle(element).font;
  return pen.measureText(text).width;
}

function room(element) {
  const style = getComputedStyle(element);
  return element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}

function* cut() {
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) yield `the page is ${root.scrollWidth} wide in ${root.clientWidth}`;
  for (const each of document.querySelectorAll("main *")) {
    const box = each.getBoundingClientRect();
    if (box.width && (box.right > root.clientWidth + 0.5 || box.left < -0.5)) yield `outside the window: ${words(each)}`;
    const hides = getComputedStyle(each).overflowX !== "visible" || getComputedStyle(each).overflowY !== "visible";
    const tall = each.scrollHeight > each.clientHeight + 1 && each.tagName !== "TEXTAREA";
    if (hides && each.clientWidth && (each.scrollWidth > each.clientWidth + 1 || tall)) yield `cut: ${words(each)}`;
  }
  for (const each of document.querySelectorAll("input, textarea")) {
    if (each.placeholder && width(each.placeholder, each) > room(each)) yield `cut hint: ${each.placeholder}`;
  }
  for (const each of document.querySelectorAll("select")) {
    for (const option of each.options) if (width(option.text, each) > room(each) - 20) yield `cut option: ${option.text}`;
  }
}

globalThis.wrong = () => [...cut()];

// What Tab must stop at, in order: a group of radio buttons is one stop.
globalThis.stops = () => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']")];
  const groups = new Set();
  const once = all.filter((each) => {
    if (each.disabled || each.tabIndex < 0 || !each.getClientRects().length) return false;
    if (each.type !== "radio") return true;
    const chosen = document.querySelector(`input[name="${CSS.escape(each.name)}"]:checked`);
    if (groups.has(each.name) || (chosen && chosen !== each)) return false;
    groups.add(each.name);
    return true;
  });
  globalThis.order = once;
  return once.length;
};

globalThis.still = (number) => number > 0 && document.activeElement === globalThis.order[number - 1] && /date|time/.test(document.activeElement.type);

globalThis.focused = (number) => {
  const here = document.activeElement;
  if (here !== globalThis.order[number]) return `Tab ${number + 1} stops at ${words(here)}, not at ${words(globalThis.order[number])}`;
  const style = getComputedStyle(here);
  return style.outlineStyle === "none" || !parseFloat(style.outlineWidth) ? `no focus is seen on ${words(here)}` : "";
};
