/**
 * The file that the build makes of the chart: loaded as a script, it hands the chart to the element that loaded it, so that
 * nothing has to have a name in the page.
 */
import { openChart } from './price-chart';

/** What the script's element hears once the chart is there; `detail` is {@link openChart}. */
export type ChartLoaded = CustomEvent<typeof openChart>;

document.currentScript?.dispatchEvent(new CustomEvent('coinbase-chart', { detail: openChart }));
