/**
 * What this package uses of Node-RED's editor and of the jQuery it ships, and nothing more. The keys are the same in
 * Node-RED 4 and 5.
 */

/** A jQuery selection. */
interface JQuery {
  readonly length: number;
  readonly [index: number]: HTMLElement;
  get(): HTMLElement[];
  val(): string | undefined;
  val(value: string): this;
  text(value: string): this;
  empty(): this;
  append(element: Element): this;
  attr(name: string): string | undefined;
  attr(name: string, value: string): this;
  prop(name: string): unknown;
  prop(name: string, value: boolean): this;
  toggle(visible: boolean): this;
  toggleClass(names: string, on: boolean): this;
  find(selector: string): JQuery;
  next(selector: string): JQuery;
  each(visit: (index: number, element: HTMLElement) => void): this;
  closest(selector: string): JQuery;
  on(events: string, handler: (event: JQueryEvent) => void): this;
  trigger(event: string): this;
  typedInput(options: TypedInputOptions): this;
  typedInput(call: 'type' | 'value'): string;
  typedInput(call: 'type' | 'value', value: string): this;
  typedInput(call: 'types', types: readonly TypedInputType[]): this;
}

interface JQueryEvent {
  readonly target: Element;
  readonly originalEvent?: Event;
  preventDefault(): void;
}

interface JQueryRequest {
  readonly url: string;
  readonly type: 'GET' | 'POST';
  readonly contentType?: string;
  readonly data?: string;
  /** Milliseconds; without, it is waited for as long as the browser does. */
  readonly timeout?: number;
  readonly success: (answer: unknown) => void;
  readonly error: (request: { readonly status: number; readonly responseJSON?: unknown }) => void;
}

declare const $: {
  (selector: string | Element): JQuery;
  ajax(request: JQueryRequest): void;
};

/** A type of a typed input: the name of a built-in one, or one of our own. */
type TypedInputType =
  | 'str'
  | 'msg'
  | 'flow'
  | 'global'
  | 'env'
  | 'jsonata'
  | 'json'
  | {
      readonly value: string;
      readonly label: string;
      readonly icon?: string;
      readonly hasValue?: boolean;
      readonly options?: readonly { readonly value: string; readonly label: string }[];
      /** Ours: what a person may pick from. The editor leaves it alone. */
      readonly suggest?: import('./picker').Suggest;
    };

interface TypedInputOptions {
  readonly default: string;
  readonly types: readonly TypedInputType[];
  /** Selector of the hidden input that keeps the type, where there are several. */
  readonly typeField?: string;
}

/** A definition as the editor keeps it, of whatever type. */
interface EditorDefinition {
  readonly category: string;
  readonly defaults: Readonly<Record<string, CheckedField>>;
  readonly credentials?: Readonly<Record<string, CheckedField>>;
}

interface CheckedField {
  /** What a new node has. */
  readonly value?: unknown;
  readonly validate?: (this: unknown, value: unknown, options: unknown) => true | string;
}

/** `this` of every function of a definition: the node as deployed (not the open form). */
type EditorNode<Config> = Config & {
  readonly id: string;
  readonly type: string;
  readonly _def: EditorDefinition;
  /** Of a config node: the nodes that name it. `dirty` ones are drawn anew. */
  readonly users?: readonly { dirty?: boolean }[];
  /** Text of this set's own catalogue. */
  _(key: string, values?: Readonly<Record<string, string>>): string;
};

/**
 * True, or the reason why the value is wrong. The editor takes a text for a reason only from a function that declares
 * both parameters.
 */
type Validate<Value> = (value: Value, options: unknown) => true | string;

interface FieldDefinition<Value> {
  readonly value: Value;
  readonly required?: boolean;
  /** Type of the config node whose id the property holds. */
  readonly type?: string;
  /** Name of the field in the editor's own texts. */
  readonly label?: string;
  readonly validate?: Validate<Value>;
}

interface CredentialDefinition {
  readonly type: 'password';
  readonly required?: boolean;
  readonly validate?: Validate<string>;
}

/** The definition of a node type: `Config` is exactly what the form saves, shared with the runtime. */
interface NodeDefinition<Config, Credentials> {
  readonly category: string;
  readonly defaults: { readonly [Key in keyof Config]-?: FieldDefinition<Config[Key]> };
  readonly credentials?: { readonly [Key in keyof Credentials]-?: CredentialDefinition };
  readonly color?: string;
  readonly icon?: string;
  readonly inputs?: 0 | 1;
  readonly outputs?: number;
  readonly paletteLabel?: () => string;
  readonly inputLabels?: () => string;
  readonly outputLabels?: (index: number) => string;
  readonly label: () => string;
  readonly labelStyle?: () => string;
  readonly oneditprepare?: () => void;
  /** Called when the form is closed with Done, before its fields are saved. */
  readonly oneditsave?: () => void;
}

/** A plugin's definition as the editor completes it. */
interface EditorPlugin {
  /** Text of the plugin's own catalogue. */
  _(key: string, values?: Readonly<Record<string, string>>): string;
}

interface SidebarTab {
  readonly id: string;
  /** In the menus. */
  readonly name: string;
  /** On the tab. */
  readonly label: string;
  /** Of Font Awesome 4.7. */
  readonly iconClass: string;
  readonly content: HTMLElement;
  /** The action that shows it. */
  readonly action?: string;
  /** Usable while a form is open. */
  readonly enableOnEdit?: boolean;
}

interface EditorTab {
  readonly id: string;
  readonly label: string;
}

declare const RED: {
  readonly nodes: {
    registerType<Config, Credentials = never>(
      type: string,
      definition: NodeDefinition<Config, Credentials> & ThisType<EditorNode<Config>>,
    ): void;
    /** Any node of the workspace, config nodes included. */
    node(id: string): (Readonly<Record<string, unknown>> & { readonly id: string }) | null | undefined;
    /** Every config node, until `visit` gives false. */
    id(): string;
    getType(type: string): EditorDefinition;
    /** Adds nodes as they are saved. */
    import(nodes: readonly object[], options: { readonly markChanged: boolean }): void;
    /** Whether something is not deployed; with a value, says so. */
    dirty(now?: boolean): boolean;
    eachConfig(visit: (node: Readonly<Record<string, unknown>> & { readonly id: string }) => boolean): void;
  };
  readonly plugins: {
    registerPlugin<Definition extends { onadd(): void }>(
      id: string,
      definition: Definition & ThisType<Definition & EditorPlugin>,
    ): void;
  };
  /** What can be undone. */
  readonly history: {
    push(event: { readonly t: 'add'; readonly nodes: readonly string[]; readonly dirty: boolean }): void;
  };
  readonly sidebar: {
    readonly help: {
      /** The help of a node type, brought to the front. */
      show(type: string): void;
    };
    addTab(tab: SidebarTab): void;
    /** Also where it, or the whole sidebar, is hidden. */
    show(id: string): void;
  };
  readonly actions: { add(id: string, run: () => void): void };
  readonly events: { on(event: 'login' | 'logout' | 'deploy', heard: () => void): void };
  readonly user: {
    /** Whether the editor's user has it; the runtime decides all the same. */
    hasPermission(permission: string): boolean;
  };
  readonly tabs: {
    create(options: { readonly id: string; readonly onchange: (tab: EditorTab) => void }): {
      addTab(tab: EditorTab): void;
      activateTab(id: string): void;
      /** To be called once the form has its width. */
      resize(): void;
    };
  };
  readonly utils: {
    /** True, or the reason why the text cannot be of this type. */
    getNodeLabel(node: object | null | undefined, otherwise: string): string;
    validateTypedProperty(value: string, type: string, options: { readonly label?: string }): true | string;
  };
  /** Text of a catalogue: `namespace:key`. */
  _(key: string, values?: Readonly<Record<string, string>>): string;
};
