import {
  amountCheck,
  checkText,
  checkTyped,
  secondsCheck,
  wholeCheck,
  type Check,
} from '../lib/editor/checks';
import {
  field,
  fieldValue,
  fillEmpty,
  onChange,
  openForm,
  showRow,
  typedField,
  saveVersion,
  versionField,
} from '../lib/editor/form';
import { nodeLabels } from '../lib/editor/labels';
import { fromElsewhere, textOrElsewhere } from '../lib/editor/types';
import {
  conditionFields,
  isConditionKind,
  MOST_SECONDS,
  MOST_UPDATES,
  type ConditionFields,
  type LevelName,
} from '../lib/rules/alerts/fields';
import type { PriceAlertConfig } from './config';
import { upgrades } from './upgrades';

type Node = { readonly id: string };

const LEVELS = ['level', 'low', 'high', 'by'] as const;
/** What a hysteresis can be a percentage of. */
const EDGES = ['level', 'low', 'high'] as const;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

const numberCheck: Check = (text) => (NUMBER.test(text) ? undefined : 'error.number');
const seconds = secondsCheck(MOST_SECONDS);
const fromZero: Check = (text) =>
  /^0(?:\.0+)?$/.test(text) ? undefined : amountCheck(text) && 'error.fromZero';
const secondsFromZero: Check = (text) =>
  fromZero(text) === undefined && Number(text) <= MOST_SECONDS ? undefined : 'error.seconds';
const topicCheck: Check = (text) => (text.length <= 256 ? undefined : 'error.topic');

function fieldsOf(node: Node): ConditionFields {
  const kind = fieldValue(node, 'condition');
  return isConditionKind(kind) ? conditionFields[kind] : { levels: [] };
}

function has(node: Node, name: LevelName): boolean {
  return fieldsOf(node).levels.includes(name);
}

/** What is typed into the form for each of these; undefined where a message brings one, or it is no number yet. */
function numbers(node: Node, names: readonly LevelName[]): readonly number[] | undefined {
  const texts = names.map((name) =>
    fieldValue(node, `${name}Type`) === 'str' ? fieldValue(node, name) : '',
  );
  return texts.every((text) => NUMBER.test(text)) ? texts.map(Number) : undefined;
}

/** The upper edge of a band. */
function highCheck(node: Node): Check {
  return (text) => {
    const [low, high] = numbers(node, ['low', 'high']) ?? [];
    return (
      numberCheck(text) ?? (low !== undefined && high !== undefined && low >= high ? 'error.band' : undefined)
    );
  };
}

/** No value of a narrow band is far enough inside it, and a percentage of nothing is no hysteresis at all. */
function hysteresisCheck(node: Node): Check {
  return (text) => {
    const wrong = fromZero(text);
    if (wrong !== undefined || Number(text) === 0) return wrong;
    const inPercent = fieldValue(node, 'hysteresisUnit') === 'percent';
    const edges = EDGES.filter((name) => has(node, name));
    if (inPercent && edges.some((name) => numbers(node, [name])?.[0] === 0)) return 'error.hysteresisOfZero';
    const [low, high] = (fieldValue(node, 'condition') === 'leaves' && numbers(node, ['low', 'high'])) || [];
    if (low === undefined || high === undefined) return undefined;
    const share = inPercent ? (Math.abs(low) + Math.abs(high)) / 100 : 2;
    return Number(text) * share > high - low ? 'error.hysteresis' : undefined;
  };
}

function confirmCheck(node: Node): Check {
  return fieldValue(node, 'confirm') === 'seconds' ? seconds : wholeCheck(1, MOST_UPDATES, 'error.updates');
}

function showRows(node: Node): void {
  const kind = fieldValue(node, 'condition');
  const { levels, unit, direction, silenceSeconds, first } = fieldsOf(node);
  showRow('value', kind !== 'silent');
  showRow('valueProperty', kind !== 'silent' && kind !== 'spread');
  showRow('spreadTip', kind === 'spread');
  showRow('topics', fieldValue(node, 'topic') === '');
  showRow('level', levels.includes('level'));
  showRow('band', levels.includes('low'));
  showRow('by', levels.includes('by'));
  field('byUnit').toggle(unit === true);
  showRow('percent', unit !== true);
  showRow('move', direction === true);
  showRow('silence', silenceSeconds === true);
  showRow('noise', kind !== 'silent');
  showRow('confirmFor', fieldValue(node, 'confirm') !== 'none');
  showRow('first', first === true);
}

RED.nodes.registerType<PriceAlertConfig>('coinbase-price-alert', {
  category: 'coinbase',
  color: '#A8C3E6',
  icon: 'redtrade-price-alert.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    configVersion: versionField(upgrades),
    name: { value: '' },
    value: {
      value: 'payload',
      validate(value, _options) {
        if (fieldValue(this, 'condition') === 'silent') return true;
        return checkTyped(this, fieldValue(this, 'valueType'), value, () => undefined);
      },
    },
    valueType: { value: 'msg' },
    valueProperty: { value: '' },
    topic: {
      value: '',
      validate(value, _options) {
        return checkText(this, value, topicCheck, true);
      },
    },
    topics: { value: 'each' },
    condition: { value: 'above' },
    level: {
      value: '',
      validate(value, _options) {
        return !has(this, 'level') || checkTyped(this, fieldValue(this, 'levelType'), value, numberCheck);
      },
    },
    levelType: { value: 'str' },
    low: {
      value: '',
      validate(value, _options) {
        return !has(this, 'low') || checkTyped(this, fieldValue(this, 'lowType'), value, numberCheck);
      },
    },
    lowType: { value: 'str' },
    high: {
      value: '',
      validate(value, _options) {
        return !has(this, 'high') || checkTyped(this, fieldValue(this, 'highType'), value, highCheck(this));
      },
    },
    highType: { value: 'str' },
    by: {
      value: '',
      validate(value, _options) {
        return !has(this, 'by') || checkTyped(this, fieldValue(this, 'byType'), value, amountCheck);
      },
    },
    byType: { value: 'str' },
    byUnit: { value: 'percent' },
    direction: { value: 'either' },
    windowSeconds: {
      value: '300',
      validate(value, _options) {
        return !fieldsOf(this).windowSeconds || checkText(this, value, seconds, false);
      },
    },
    silenceSeconds: {
      value: '60',
      validate(value, _options) {
        return !fieldsOf(this).silenceSeconds || checkText(this, value, seconds, false);
      },
    },
    hysteresis: {
      value: '',
      validate(value, _options) {
        const none = fieldValue(this, 'condition') === 'silent';
        return none || checkText(this, value, hysteresisCheck(this), true);
      },
    },
    hysteresisUnit: { value: 'percent' },
    confirm: { value: 'none' },
    confirmFor: {
      value: '3',
      validate(value, _options) {
        const none = fieldValue(this, 'condition') === 'silent' || fieldValue(this, 'confirm') === 'none';
        return none || checkText(this, value, confirmCheck(this), false);
      },
    },
    coolDown: {
      value: '',
      validate(value, _options) {
        return checkText(this, value, secondsFromZero, true);
      },
    },
    repeat: { value: 'again' },
    first: { value: 'side' },
  },
  ...nodeLabels,
  outputLabels(index) {
    return this._(index === 0 ? 'port.triggered' : 'port.cleared');
  },
  label() {
    if (this.name) return this.name;
    const shown = (name: LevelName): string =>
      this[`${name}Type`] === 'str' ? this[name] : `${this[`${name}Type`]}.${this[name]}`;
    const missing = conditionFields[this.condition]?.levels.some((name) => this[name] === '') ?? true;
    if (missing) return this._('label.node');
    const values = {
      ...Object.fromEntries(LEVELS.map((name) => [name, shown(name)])),
      unit: this.condition === 'moves' || this.byUnit === 'percent' ? '%' : '',
      window: this.windowSeconds,
      silence: this.silenceSeconds,
    };
    return `${this.topic} ${this._(`short.${this.condition}`, values)}`.trim();
  },
  oneditprepare() {
    openForm(this, '#node-input-name', {
      upgrades,
      alsoReads: () => ['topic', 'control', 'coinbase.stale'],
      reset: this._('reads.reset'),
    });
    fillEmpty({
      topics: 'each',
      condition: 'above',
      byUnit: 'percent',
      direction: 'either',
      hysteresisUnit: 'percent',
      confirm: 'none',
      repeat: 'again',
      first: 'side',
    });
    typedField('value', fromElsewhere);
    for (const name of LEVELS) typedField(name, textOrElsewhere);
    onChange(['condition', 'topic', 'confirm'], () => {
      const label = fieldValue(this, 'condition') === 'spread' ? 'label.wider' : 'label.by';
      $('#coinbase-by-label').text(this._(label));
      showRows(this);
      // What is right depends on the condition.
      for (const name of [...LEVELS, 'hysteresis', 'confirmFor']) field(name).trigger('change');
    });
  },
  oneditsave() {
    saveVersion(this, upgrades);
  },
});
