import { readSmallFile } from '../storage/small-file';
import { readCandles, type ReplayOptions, sandboxProducts } from './market';

/** A file of candles and the product it is for. */
export interface MarketFile {
  readonly productId: string;
  readonly file: string;
}

const DEFAULT_PRODUCT = 'BTC-USD';

/** About a year of one-minute candles. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Reads `FILE` (for BTC-USD) or `PRODUCT=FILE`, once or several times.
 * @throws RangeError for a product that the sandbox does not trade, or a second file for a base currency.
 */
export function parseMarketFiles(given: string | readonly string[]): readonly MarketFile[] {
  const files = (typeof given === 'string' ? [given] : given).map(parseMarketFile);
  const bases = new Set<string>();
  for (const { productId } of files) {
    const base = productId.replace(/-.*/, '');
    if (bases.has(base)) throw new RangeError(`market: there may be one file only for products of ${base}`);
    bases.add(base);
  }
  return files;
}

function parseMarketFile(text: string): MarketFile {
  const [, product = DEFAULT_PRODUCT, file = ''] =
    /^(?:([A-Z0-9]+-[A-Z0-9]+)=)?(.*)$/s.exec(text.trim()) ?? [];
  if (file === '') throw new RangeError('market must be FILE or PRODUCT=FILE, such as BTC-USD=candles.csv');
  if (!sandboxProducts.some(({ id }) => id === product)) {
    const known = sandboxProducts.map(({ id }) => id).join(', ');
    throw new RangeError(`market: ${product.slice(0, 40)} is not traded by this sandbox; it trades ${known}`);
  }
  return { productId: product, file };
}

/**
 * The candles of every file.
 * @throws RangeError that names the file and says in one line what is wrong with it.
 */
export async function readMarketFiles(
  files: readonly MarketFile[],
  speed: number,
): Promise<readonly ReplayOptions[]> {
  return Promise.all(files.map(async (one) => ({ candles: await readMarketFile(one), speed })));
}

async function readMarketFile({ productId, file }: MarketFile): Promise<ReplayOptions['candles']> {
  const product = sandboxProducts.find(({ id }) => id === productId);
  const shown = file.length > 300 ? `…${file.slice(-300)}` : file;
  const read = await readSmallFile(file, MOST_BYTES);
  if (!product || !read.ok)
    throw new RangeError(`market file ${shown} ${read.ok ? 'has no product' : read.why}`);
  try {
    return readCandles(read.text, product);
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new RangeError(`market file ${shown}: ${thrown.message}`);
    throw thrown;
  }
}
