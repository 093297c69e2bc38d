/** The form's properties, as saved in the flow. Each `x` with an `xType` is `str`, `msg`, `flow`, `global`, `env` or `jsonata`. */
export interface PriceAlertConfig {
  /** Version of this shape; see upgrades.ts. */
  configVersion: number;
  name: string;
  /** What is watched: a number, numeric text, or an object with such a field. */
  value: string;
  valueType: string;
  /** Field of an object, with dots for deeper ones; empty for `price`. */
  valueProperty: string;
  /** The one topic that is watched, such as a product; empty for every topic. */
  topic: string;
  /** Without one topic: an alert for each, or one for all. */
  topics: 'each' | 'one';
  condition:
    'above' | 'below' | 'either' | 'enters' | 'leaves' | 'moves' | 'falls' | 'rises' | 'spread' | 'silent';
  level: string;
  levelType: string;
  low: string;
  lowType: string;
  high: string;
  highType: string;
  /** How far it moves, falls or rises, or how wide a spread is. */
  by: string;
  byType: string;
  byUnit: 'amount' | 'percent';
  direction: 'either' | 'up' | 'down';
  windowSeconds: string;
  silenceSeconds: string;
  /** How far back the value must be for the alert to be over; empty for 0. */
  hysteresis: string;
  hysteresisUnit: 'amount' | 'percent';
  confirm: 'none' | 'seconds' | 'updates';
  /** So many seconds or values in a row. */
  confirmFor: string;
  /** Least seconds between two alerts; empty for 0. */
  coolDown: string;
  /** Once: until a command arms it. Level: once for each level. */
  repeat: 'again' | 'once' | 'level';
  /** What the first value is: only where it starts from, or an alert already. */
  first: 'side' | 'alert';
}

/** The form of a node that was just dragged in; an imported flow may leave out what is as here. */
export const usual: Omit<PriceAlertConfig, 'configVersion'> = {
  name: '',
  value: 'payload',
  valueType: 'msg',
  valueProperty: '',
  topic: '',
  topics: 'each',
  condition: 'above',
  level: '',
  levelType: 'str',
  low: '',
  lowType: 'str',
  high: '',
  highType: 'str',
  by: '',
  byType: 'str',
  byUnit: 'percent',
  direction: 'either',
  windowSeconds: '300',
  silenceSeconds: '60',
  hysteresis: '',
  hysteresisUnit: 'percent',
  confirm: 'none',
  confirmFor: '3',
  coolDown: '',
  repeat: 'again',
  first: 'side',
};
