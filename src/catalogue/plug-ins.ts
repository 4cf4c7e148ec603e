// Frameworks that load files which only a manifest names, and where the manifest names them, with
// sources.

/** How a framework finds plug-ins. */
export interface PlugIns {
  /** The package that loads the plug-ins. */
  readonly framework: string;
  /**
   * The key in `package.json`: in the program's own manifest, and in those of packages that the
   * program or the framework depends on. Its value names files and folders, unless `loads` says
   * what is loaded.
   */
  readonly key: string;
  /**
   * The key in the program's own manifest that lists which of its dependencies count; `*` stands
   * for a part of a name.
   */
  readonly among?: string;
  /**
   * What is loaded from a package that has the key: a specifier below its name, '' for its entry.
   */
  readonly loads?: string;
  /** A folder of a package whose files are loaded without a manifest. */
  readonly folder?: readonly [name: string, path: string];
  /** Where this is documented. */
  readonly source: string;
}

export const plugIns: readonly PlugIns[] = [
  {
    framework: '@oclif/core',
    key: 'oclif.commands',
    among: 'oclif.plugins',
    source: 'https://oclif.io/docs/command_discovery_strategies',
  },
  {
    framework: '@oclif/core',
    key: 'oclif.hooks',
    among: 'oclif.plugins',
    source: 'https://oclif.io/docs/hooks',
  },
  {
    framework: '@node-red/registry',
    key: 'node-red.nodes',
    folder: ['@node-red/nodes', 'core'],
    source: 'https://nodered.org/docs/creating-nodes/packaging',
  },
  {
    framework: '@node-red/registry',
    key: 'node-red.plugins',
    source:
      'https://github.com/node-red/node-red/blob/master/packages/node_modules/%40node-red/registry/lib/localfilesystem.js',
  },
  {
    framework: 'n8n-core',
    key: 'n8n.nodes',
    source:
      'https://github.com/n8n-io/n8n/blob/master/packages/core/src/nodes-loader/package-directory-loader.ts',
  },
  {
    framework: 'n8n-core',
    key: 'n8n.credentials',
    source:
      'https://github.com/n8n-io/n8n/blob/master/packages/core/src/nodes-loader/package-directory-loader.ts',
  },
  {
    framework: '@strapi/strapi',
    key: 'strapi.kind',
    loads: 'strapi-server',
    source:
      'https://github.com/strapi/strapi/blob/develop/packages/core/core/src/loaders/plugins/get-enabled-plugins.ts',
  },
  {
    framework: 'appium',
    key: 'appium.mainClass',
    loads: '',
    source: 'https://github.com/appium/appium/tree/master/packages/appium/lib/extension',
  },
];
