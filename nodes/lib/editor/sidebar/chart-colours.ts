/** Colours of the editor's theme as a canvas needs them: worked out, not names of custom properties. */

export interface ChartColours {
  readonly background: string;
  readonly text: string;
  readonly line: string;
  readonly up: string;
  readonly down: string;
}

const PROPERTIES: Readonly<Record<keyof ChartColours, string>> = {
  background: '--red-ui-secondary-background',
  text: '--red-ui-primary-text-color',
  line: '--red-ui-secondary-border-color',
  up: '--red-ui-border-color-success',
  down: '--red-ui-text-color-error',
};

export function chartColours(element: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const colourOf = (property: string): string => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const { background, text, line, up, down } = PROPERTIES;
  const colours = {
    background: colourOf(background),
    text: colourOf(text),
    line: colourOf(line),
    up: colourOf(up),
    down: colourOf(down),
  };
  probe.remove();
  return colours;
}

/** Calls `changed` when the editor goes from light to dark or back. */
export function onThemeChange(changed: () => void): void {
  new MutationObserver(changed).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'style', 'data-theme'],
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}
