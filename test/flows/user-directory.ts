import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { installPackage } from './installed-package';

export interface NodeRedOptions {
  /** 4 runs under the Node of this process, 5 under Node 24. */
  readonly version: 4 | 5;
  readonly flows?: readonly object[];
  /** Of one that was stopped and kept it. */
  readonly userDir?: string;
  /** Credentials by node id, as a user would have typed them. */
  readonly credentials?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Added to the settings; JSON values only. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables for the process. */
  readonly env?: Readonly<Record<string, string>>;
  /** True when the settings leave no HTTP server at all to wait for. */
  readonly headless?: boolean;
}

/**
 * Writes settings, flows and credentials, and installs the packed package. Tips are off: Node-RED 5 throws when it comes
 * to show the first one before their box is there, as it happens on a slow machine.
 */
export function writeUserDirectory(userDir: string, port: number, options: NodeRedOptions): void {
  const settings = { ...quietSettings, uiPort: port, ...options.settings };
  write('settings.js', `module.exports = ${JSON.stringify(settings, undefined, 2)};\n`);
  write('package.json', JSON.stringify({ name: 'node-red-under-test', private: true }));
  write('.config.users.json', JSON.stringify({ _: { editor: { view: { 'view-show-tips': false } } } }));
  write('flows.json', JSON.stringify(options.flows ?? []));
  write('flows_cred.json', JSON.stringify(options.credentials ?? {}));
  installPackage(userDir);

  function write(name: string, text: string): void {
    writeFileSync(path.join(userDir, name), text);
  }
}

/**
 * Loopback only, nothing asked of the outside, credentials readable without a key. The smaller of the editor's two code
 * editors: the other one is half of what a browser has to load, and no form of this package has one.
 */
const quietSettings = {
  uiHost: '127.0.0.1',
  flowFile: 'flows.json',
  credentialSecret: false,
  telemetry: { enabled: false, updateNotification: false },
  externalModules: {
    autoInstall: false,
    palette: { allowInstall: false, allowUpdate: false, allowUpload: false },
    modules: { allowInstall: false },
  },
  editorTheme: {
    tours: false,
    projects: { enabled: false },
    multiplayer: { enabled: false },
    codeEditor: { lib: 'ace' },
  },
  logging: { console: { level: 'info', metrics: false, audit: false } },
} as const;
