// The script of the page of `ballast graph`, as text: self-contained typed functions, and the call
// that starts them.
import { buildFolders, squarify } from '../page/layout.ts';
import { make } from '../page/make.ts';
import { createMap } from '../page/map.ts';
import { createModel } from '../page/model.ts';
import { createPanel } from '../page/panel.ts';
import { createPlanView, groupCuts } from '../page/plan-view.ts';
import { runPage, type PageParts } from '../page/run.ts';
import { createWording } from '../page/wording.ts';

const PARTS: PageParts = {
  make,
  squarify,
  buildFolders,
  createMap,
  createModel,
  createPanel,
  createPlanView,
  groupCuts,
  createWording,
};

/** Plain JavaScript for browsers, without network access. */
export const PAGE_SCRIPT = [
  "'use strict';",
  ...Object.values(PARTS).map(String),
  String(runPage),
  `runPage({ ${Object.keys(PARTS).join(', ')} });`,
].join('\n');
