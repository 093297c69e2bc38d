/** Reads of Advanced Trade that the one interface of trading has no use for. */
export { candles, granularities, type Candle, type CandleRange, type Granularity } from './candles';
export { bestPrices, marketTrades, type MarketTrade } from './trades';
export { portfolioBreakdown, portfolios, type Portfolio, type PortfolioBreakdown } from './portfolios';
